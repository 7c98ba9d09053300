package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What lookups leave: an address and by what name it was asked for. */
class DnsAddressesTest {
  private static final byte[] POINTER = {(byte) 0xc0, 12};
  private static final long SECOND = 1_000_000_000L;

  private final DnsAddresses addresses = new DnsAddresses();
  private final Dns dns = new Dns(new Words(256), addresses);
  private final RecordedExchanges told = new RecordedExchanges();

  private static byte[] record(int type, int ttl, byte... data) {
    ByteBuffer record = ByteBuffer.allocate(12 + data.length);
    record.put(POINTER).putShort((short) type).putShort((short) 1).putInt(ttl);
    return record.putShort((short) data.length).put(data).array();
  }

  private static byte[] answer(int count, byte[]... records) {
    ByteArrayOutputStream behind = new ByteArrayOutputStream();
    for (byte[] record : records) {
      behind.writeBytes(record);
    }
    byte[] message =
        DnsBytes.message(9, DnsBytes.RESPONSE, "api.example.com", 1, 0, behind.toByteArray());
    message[6] = (byte) (count >> 8);
    message[7] = (byte) count;
    return message;
  }

  private void answered(byte[] answer) {
    dns.segment(
        RecordedExchanges.turn(DnsBytes.query(9, "api.example.com", 1), new byte[0]), true, told);
    dns.segment(RecordedExchanges.turn(answer, new byte[0]), false, told);
  }

  private static byte[] v4(int... parts) {
    byte[] address = new byte[16];
    address[10] = -1;
    address[11] = -1;
    for (int i = 0; i < 4; i++) {
      address[12 + i] = (byte) parts[i];
    }
    return address;
  }

  @Test
  void anAddressHasTheNameThatWasAskedForBehindAliasesToo() {
    byte[] v6 = new byte[16];
    v6[0] = 0x20;
    v6[15] = 7;
    answered(
        answer(
            3,
            record(5, 60, (byte) 1, (byte) 'x', (byte) 0),
            record(1, 60, (byte) 203, (byte) 0, (byte) 113, (byte) 9),
            record(28, 60, v6)));
    assertThat(addresses.of(v4(203, 0, 113, 9), SECOND)).isEqualTo("example.com");
    assertThat(addresses.of(v6, SECOND)).isEqualTo("example.com");
    assertThat(addresses.of(v4(203, 0, 113, 8), SECOND)).isNull();
    assertThat(told.lines).hasSize(1);
  }

  @Test
  void aNameEndsWithItsTimeAndNotBeforeProgramsForgetIt() {
    answered(answer(1, record(1, 1, (byte) 1, (byte) 2, (byte) 3, (byte) 4)));
    assertThat(addresses.of(v4(1, 2, 3, 4), SECOND + DnsAddresses.LEAST_NS)).isNotNull();
    assertThat(addresses.of(v4(1, 2, 3, 4), SECOND + DnsAddresses.LEAST_NS + 1)).isNull();
    answered(answer(1, record(1, -1, (byte) 1, (byte) 2, (byte) 3, (byte) 4)));
    assertThat(addresses.of(v4(1, 2, 3, 4), SECOND + DnsAddresses.MOST_NS)).isNotNull();
    assertThat(addresses.of(v4(1, 2, 3, 4), SECOND + DnsAddresses.MOST_NS + 1)).isNull();
  }

  @Test
  void whatNobodyAskedForIsNotBelieved() {
    dns.segment(
        RecordedExchanges.turn(
            answer(1, record(1, 60, (byte) 1, (byte) 2, (byte) 3, (byte) 4)), new byte[0]),
        false,
        told);
    assertThat(addresses.of(v4(1, 2, 3, 4), SECOND)).isNull();
  }

  @Test
  void holdsABoundedNumberAndAnyBytes() {
    for (int i = 0; i < 2 * DnsAddresses.MAX; i++) {
      byte[] data = record(1, 60, (byte) 9, (byte) 0, (byte) (i >> 8), (byte) i);
      addresses.take(data, 0, data.length, 65_535, "n" + i, 0);
    }
    assertThat(addresses.of(v4(9, 0, 0, 0), 0)).isNull();
    assertThat(addresses.of(v4(9, 0, 31, 255), 0)).isEqualTo("n8191");
    Random random = new Random(7);
    byte[] valid = answer(2, record(1, 60, (byte) 1, (byte) 2, (byte) 3, (byte) 4), record(1, 9));
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = valid.clone();
      for (int changes = random.nextInt(6); changes >= 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      addresses.take(bytes, random.nextInt(40), random.nextInt(bytes.length + 1), 65_535, "x", 0);
    }
  }
}
