package dev.nodecast.bpf.exchange;

import java.util.List;
import java.util.Map;

/**
 * A function of a TLS library, as it is in a file.
 *
 * @param name as its symbol has it
 * @param offset of its first instruction in the file
 * @param returns offsets of the instructions that it returns by; empty where its return address may
 *     be changed, which Go's may not
 */
public record TlsFunction(String name, long offset, List<Long> returns) {
  /** What hangs on a function: a program at its beginning, and one at its returns. */
  record Hooks(String entry, String end) {}

  static final String NOTHING = "";
  private static final String RETURN = "tls_return";
  private static final String GO_RETURN = "tls_go_return";

  private static final Map<String, Hooks> OPENSSL =
      Map.of(
          "SSL_do_handshake", new Hooks("tls_handshake", RETURN),
          "SSL_write", new Hooks("tls_write", RETURN),
          "SSL_write_ex", new Hooks("tls_write_ex", RETURN),
          "SSL_read", new Hooks("tls_read", RETURN),
          "SSL_read_ex", new Hooks("tls_read_ex", RETURN),
          "SSL_free", new Hooks("tls_free", NOTHING));

  private static final Map<String, Hooks> GO =
      Map.of(
          "crypto/tls.(*Conn).handshakeContext", new Hooks("tls_go_handshake", "tls_go_shaken"),
          "crypto/tls.(*Conn).Write", new Hooks("tls_go_write", GO_RETURN),
          "crypto/tls.(*Conn).Read", new Hooks("tls_go_read", GO_RETURN));

  /** Every function of OpenSSL that there is a use for. */
  public static final List<String> OF_OPENSSL = OPENSSL.keySet().stream().sorted().toList();

  /** Every function of Go's. */
  public static final List<String> OF_GO = GO.keySet().stream().sorted().toList();

  public TlsFunction {
    returns = List.copyOf(returns);
  }

  boolean go() {
    return GO.containsKey(name);
  }

  Hooks hooks() {
    return go() ? GO.get(name) : OPENSSL.get(name);
  }
}
