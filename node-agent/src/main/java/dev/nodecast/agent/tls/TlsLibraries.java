package dev.nodecast.agent.tls;

import dev.nodecast.bpf.exchange.TlsFunction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says which TLS library a process uses, by the files it has code of and what its executable has in
 * it. Executables are remembered. For one thread.
 */
public final class TlsLibraries {
  /**
   * What speaks TLS in a process.
   *
   * @param visible whether its plaintext can be read, where the user wants it read
   */
  public record Library(String name, boolean visible) {}

  /** Of a process that ended, or may not be looked at. */
  public static final Library UNKNOWN = new Library("unknown", false);

  /** By the beginning of a file's name; the first that a process has is the one. */
  private static final List<Map.Entry<String, Library>> FILES =
      List.of(
          Map.entry("libssl.so", new Library("OpenSSL", true)),
          Map.entry("libssl-", new Library("OpenSSL", true)), // as wheels of Python name theirs
          Map.entry("libnetty_tcnative", new Library("BoringSSL", false)),
          Map.entry("libconscrypt", new Library("BoringSSL", false)),
          Map.entry("libjvm.so", new Library("Java JSSE", false)),
          Map.entry("libgnutls.so", new Library("GnuTLS", false)),
          Map.entry("libssl3.so", new Library("NSS", false)),
          Map.entry("libmbedtls.so", new Library("Mbed TLS", false)),
          Map.entry("libwolfssl.so", new Library("wolfSSL", false)),
          Map.entry("libs2n.so", new Library("s2n-tls", false)));

  /** By what is in an executable. */
  private static final List<String> TEXTS = List.of("rustls", "BoringSSL", "GnuTLS", "wolfSSL");

  private static final int MAX_EXECUTABLES = 1024;

  /** Of an executable, for texts. */
  private static final long MAX_READ = 64L << 20;

  private static final int PIECE = 1 << 20;

  private final Map<FileId, Library> executables =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FileId, Library> eldest) {
          return size() > MAX_EXECUTABLES;
        }
      };

  /** Whether a file's name is that of OpenSSL's library. */
  static boolean openssl(String name) {
    return name.startsWith("libssl.so") || name.startsWith("libssl-");
  }

  /**
   * Of a process.
   *
   * @param process its directory in proc
   */
  public Library of(Path process) {
    Set<String> files = MappedFiles.of(process);
    for (Map.Entry<String, Library> known : FILES) {
      for (String file : files) {
        if (file.startsWith(known.getKey(), file.lastIndexOf('/') + 1)) {
          return known.getValue();
        }
      }
    }
    Path executable = process.resolve("exe");
    return files.isEmpty()
        ? UNKNOWN
        : FileId.of(executable)
            .map(id -> executables.computeIfAbsent(id, i -> inside(executable)))
            .orElse(UNKNOWN);
  }

  /** What is linked into an executable. */
  static Library inside(Path executable) {
    try {
      List<TlsFunction> functions = TlsFunctions.of(executable);
      Optional<ElfFile> file = ElfFile.open(executable);
      if (file.isEmpty()) {
        return UNKNOWN;
      }
      try (ElfFile elf = file.get()) {
        // written by every Go linker since 1.13: debug/buildinfo
        if (elf.section(".go.buildinfo").isPresent()) {
          return functions.isEmpty()
              ? new Library("Go crypto/tls without symbols, or before Go 1.18", false)
              : new Library("Go crypto/tls", true);
        }
        if (!functions.isEmpty()) {
          return new Library("OpenSSL, linked in", true);
        }
        return text(elf).map(name -> new Library(name, false)).orElse(UNKNOWN);
      }
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static Optional<String> text(ElfFile elf) throws IOException {
    for (long from = 0; from < MAX_READ; from += PIECE) {
      // a text that is cut by the piece's end is in what the two have in common
      ByteBuffer piece = elf.read(from, PIECE + 16);
      if (!piece.hasRemaining()) {
        return Optional.empty();
      }
      String bytes = StandardCharsets.ISO_8859_1.decode(piece).toString();
      Optional<String> found = TEXTS.stream().filter(bytes::contains).findFirst();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
