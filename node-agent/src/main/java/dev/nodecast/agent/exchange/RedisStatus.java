package dev.nodecast.agent.exchange;

import dev.nodecast.catalog.ServiceKind;

/**
 * How a Redis command was answered: {@code OK}, or the word that its error begins with. Scripts
 * make errors of their own, so only known words are told. The kernel program reads the first of
 * them, by the numbers of enum redis_status (exchange_redis.h).
 */
final class RedisStatus {
  static final String OK = "OK";

  /** Numbers of enum redis_status. */
  private static final String[] NUMBERED = {
    "",
    OK,
    "ERR",
    "WRONGTYPE",
    "MOVED",
    "ASK",
    "NOAUTH",
    "NOPERM",
    "LOADING",
    "OOM",
    "READONLY",
    "NOSCRIPT",
    ServiceKind.OTHER
  };

  /** Those that the kernel program does not tell apart; it never sees one that comes often. */
  private static final String[] RARE = {
    "BUSY",
    "BUSYGROUP",
    "BUSYKEY",
    "CLUSTERDOWN",
    "CROSSSLOT",
    "EXECABORT",
    "INPROG",
    "MASTERDOWN",
    "MISCONF",
    "NOGROUP",
    "NOPROTO",
    "NOREPLICAS",
    "TRYAGAIN",
    "UNBLOCKED",
    "UNKILLABLE",
    "WRONGPASS"
  };

  private RedisStatus() {}

  /** By its number of enum redis_status. */
  static String of(int number) {
    return number > 0 && number < NUMBERED.length ? NUMBERED[number] : "";
  }

  /** By the line behind the minus. */
  static String error(byte[] bytes, int from, int to) {
    String word = find(NUMBERED, bytes, from, to);
    word = word.isEmpty() ? find(RARE, bytes, from, to) : word;
    return word.isEmpty() || word.equals(OK) ? ServiceKind.OTHER : word;
  }

  private static String find(String[] words, byte[] bytes, int from, int to) {
    for (String word : words) {
      int end = from + word.length();
      if (!word.isEmpty()
          && end <= to
          && (end == to || bytes[end] <= ' ')
          && is(word, bytes, from)) {
        return word;
      }
    }
    return "";
  }

  private static boolean is(String word, byte[] bytes, int from) {
    for (int i = 0; i < word.length(); i++) {
      if (bytes[from + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** A redirection is no failure: the client goes where it points. */
  static boolean failed(String status) {
    return !status.isEmpty()
        && !status.equals(OK)
        && !status.equals("MOVED")
        && !status.equals("ASK");
  }
}
