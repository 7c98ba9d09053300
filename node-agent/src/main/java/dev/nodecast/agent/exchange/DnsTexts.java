package dev.nodecast.agent.exchange;

/** The numbers of DNS as their registry spells them (IANA, Domain Name System Parameters). */
final class DnsTexts {
  private static final String[] RCODES = {
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET",
    "NXRRSET", "NOTAUTH", "NOTZONE", "DSOTYPENI", "", "", "", "",
    "BADVERS", "BADKEY", "BADTIME", "BADMODE", "BADNAME", "BADALG", "BADTRUNC", "BADCOOKIE"
  };

  private DnsTexts() {}

  /** How a question was answered. */
  static String status(DnsMessage answer) {
    if (answer.rcode == 0 && answer.truncated) {
      return "TRUNCATED";
    }
    String text = answer.rcode < RCODES.length ? RCODES[answer.rcode] : "";
    return text.isEmpty() ? "RESERVED" : text;
  }

  /** The question's type, or what is done when nothing is asked. */
  static String operation(DnsMessage message) {
    return switch (message.opcode) {
      case 0 -> type(message.type);
      case 4 -> "NOTIFY";
      case 5 -> "UPDATE";
      default -> "OTHER";
    };
  }

  private static String type(int type) {
    return switch (type) {
      case 1 -> "A";
      case 2 -> "NS";
      case 5 -> "CNAME";
      case 6 -> "SOA";
      case 12 -> "PTR";
      case 13 -> "HINFO";
      case 15 -> "MX";
      case 16 -> "TXT";
      case 28 -> "AAAA";
      case 29 -> "LOC";
      case 33 -> "SRV";
      case 35 -> "NAPTR";
      case 39 -> "DNAME";
      case 43 -> "DS";
      case 44 -> "SSHFP";
      case 46 -> "RRSIG";
      case 47 -> "NSEC";
      case 48 -> "DNSKEY";
      case 50 -> "NSEC3";
      case 52 -> "TLSA";
      case 64 -> "SVCB";
      case 65 -> "HTTPS";
      case 99 -> "SPF";
      case 250 -> "TSIG";
      case 251 -> "IXFR";
      case 252 -> "AXFR";
      case 255 -> "ANY";
      case 256 -> "URI";
      case 257 -> "CAA";
      default -> "OTHER";
    };
  }
}
