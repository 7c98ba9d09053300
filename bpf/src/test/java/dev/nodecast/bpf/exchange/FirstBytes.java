package dev.nodecast.bpf.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What connections begin with: of protocols that are read, and of others. */
final class FirstBytes {
  private static final byte[] DNS_QUERY =
      hex("aaf301200001000000000001 0377777707 6578616d706c65 03636f6d00 00010001")
          .append("0000291000000000000000")
          .bytes();

  private FirstBytes() {}

  /** Of requests that must be recognised. */
  static final Map<ExchangeProtocol, List<byte[]>> KNOWN =
      Map.of(
          ExchangeProtocol.HTTP1,
          List.of(
              text("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
              text("GET http://example.com/ HTTP/1.1\r\n\r\n"),
              text("PUT /a HTTP/1.1\r\n\r\n"),
              text("POST /a/b HTTP/1.0\r\n\r\n"),
              text("HEAD / HTTP/1.1\r\n\r\n"),
              text("PATCH /x HTTP/1.1\r\n\r\n"),
              text("DELETE /x HTTP/1.1\r\n\r\n"),
              text("TRACE / HTTP/1.1\r\n\r\n"),
              text("OPTIONS * HTTP/1.1\r\n\r\n"),
              text("CONNECT example.com:443 HTTP/1.1\r\n\r\n")),
          ExchangeProtocol.HTTP2,
          List.of(text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")),
          ExchangeProtocol.REDIS,
          List.of(
              text("*1\r\n$4\r\nPING\r\n"),
              text("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n"),
              text("*12\r\n$10\r\nsinterstor\r\n")),
          ExchangeProtocol.POSTGRESQL,
          List.of(
              hex("00000020 00030000")
                  .append("user")
                  .append("00")
                  .append("postgres")
                  .append("000000000000000000000000")
                  .bytes(32),
              hex("51 0000000d").append("SELECT 1").append("00").bytes()),
          ExchangeProtocol.KAFKA,
          List.of(
              hex("00000020 0012 0003 00000001 0007")
                  .append("rdkafka")
                  .append("00 08")
                  .append("kafkalib")
                  .append("06")
                  .bytes(36)),
          ExchangeProtocol.DNS,
          List.of(
              hex("002c").append(DNS_QUERY).bytes(),
              DNS_QUERY,
              hex("002c").append(DNS_QUERY).append(hex("002c").append(DNS_QUERY).bytes()).bytes(),
              hex("0011 0001 0100 0001 0000 0000 0000 00 0002 0001").bytes(),
              hex("0022 beef 0000 0001 0000 0000 0000")
                  .append("05")
                  .append("_ldap")
                  .append("04")
                  .append("_tcp")
                  .append("05")
                  .append("a1-b2")
                  .append("00 0021 0001")
                  .bytes(36)));

  /** Of servers that speak first. */
  static final byte[] MYSQL =
      hex("4a000000 0a")
          .append("8.0.36")
          .append("00 0b000000")
          .append("abcdefgh")
          .append("00 ffff ff 0200 ffdf 15 00000000000000000000")
          .append("abcdefghijkl")
          .append("00")
          .append("mysql_native_password")
          .append("00")
          .bytes(78);

  /** Of protocols that nobody reads: nothing may be said of any. */
  static final List<byte[]> FOREIGN =
      List.of(
          text("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"),
          text("220 mail.example.com ESMTP Postfix\r\n"),
          text("EHLO client.example.com\r\n"),
          text("+OK POP3 ready\r\n"),
          text("* OK [CAPABILITY IMAP4rev1] ready\r\n"),
          text("a1 LOGIN user password\r\n"),
          text("get some_key\r\n"),
          text("set some_key 0 0 5\r\nhello\r\n"),
          text("VALUE some_key 0 5\r\nhello\r\nEND\r\n"),
          text("INFO {\"server_id\":\"N\",\"version\":\"2.10.1\"}\r\n"),
          text("CONNECT {\"verbose\":false}\r\n"),
          text("PING\r\n"),
          text("AMQP\0\0\11\1"),
          text("GIOP\1\2\0\0\0\0\0\44"),
          text("RTSP/1.0 200 OK\r\n"),
          text("SIP/2.0 200 OK\r\n"),
          text("INVITE sip:bob@example.com SIP/2.0\r\n"),
          text("GET\tno http\r\n"),
          text("GETTING STARTED\n"),
          text("POSTAL CODE 12345\n"),
          text("OPTIONAL: yes\n"),
          text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
          text("$5\r\nhello\r\n"),
          text("+PONG\r\n"),
          text("*0\r\n"),
          hex("16030102000100 01fc0303").bytes(517), // TLS ClientHello
          hex("160303007a020000760303").bytes(127), // ServerHello
          hex("1703030020").bytes(37), // application data
          hex("1603010000").bytes(5),
          hex("0000035c0614").bytes(864), // SSH key exchange
          hex("1f8b0800000000000003").bytes(300), // gzip
          hex("28b52ffd").bytes(300), // zstd
          hex("04000005000000160001000b43514c5f56455253494f4e0005").bytes(31), // Cassandra
          hex("3e000000 01000000 00000000 d4070000 00000000").bytes(62), // MongoDB OP_QUERY
          hex("300c020101600702010304008000").bytes(), // LDAP bind
          hex("100c00044d5154540402003c0000").bytes(14), // MQTT CONNECT
          hex("80010001000000046563686f00000001").bytes(21), // Thrift
          hex("0000001180010001000000046563686f0000000100").bytes(21), // Thrift, framed
          hex("800000280000000100000000000000020001 86a3").bytes(44), // NFS over TCP
          hex("000100002112a442").bytes(20), // STUN
          hex("13426974546f7272656e742070726f746f636f6c").bytes(68), // BitTorrent
          hex("0300002e29e00000000000436f6f6b69653a").bytes(46), // RDP
          hex("ff534d4272000000001843c8").bytes(60),
          hex("000000a4ff534d4272").bytes(168), // SMB with its length
          hex("002c aaf3 8180 0001 0001 0000 0001").append("03777777").bytes(46), // DNS answer
          new byte[64],
          new byte[] {0},
          new byte[0]);

  /** Bytes with their length in front, and small integers behind, as many binary protocols have. */
  static byte[] framed(Random random) {
    byte[] bytes = new byte[14 + random.nextInt(300)];
    random.nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = random.nextInt(3) > 0 ? 0 : bytes[i];
    }
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4);
    return bytes;
  }

  /** One of these with some bytes changed, and a length that may be another. */
  static byte[] mutated(byte[] of, Random random) {
    byte[] bytes = java.util.Arrays.copyOf(of, Math.max(1, of.length + random.nextInt(9) - 4));
    for (int i = random.nextInt(6); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Bytes hex(String text) {
    return new Bytes().append(HexFormat.of().parseHex(text.replace(" ", "")));
  }

  /** Put together from hex and from text. */
  private static final class Bytes {
    private byte[] bytes = new byte[0];

    Bytes append(byte[] more) {
      byte[] all = java.util.Arrays.copyOf(bytes, bytes.length + more.length);
      System.arraycopy(more, 0, all, bytes.length, more.length);
      bytes = all;
      return this;
    }

    /** Pairs of hex digits are hex, everything else is text. */
    Bytes append(String more) {
      boolean hex = more.matches("( ?([0-9a-f]{2})+)+");
      return append(hex ? HexFormat.of().parseHex(more.replace(" ", "")) : text(more));
    }

    byte[] bytes() {
      return bytes;
    }

    /** Up to that length with zeros. */
    byte[] bytes(int length) {
      return java.util.Arrays.copyOf(bytes, length);
    }
  }
}
