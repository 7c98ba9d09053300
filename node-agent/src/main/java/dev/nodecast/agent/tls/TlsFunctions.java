package dev.nodecast.agent.tls;

import dev.nodecast.agent.tls.ElfSymbols.Symbol;
import dev.nodecast.bpf.exchange.TlsFunction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What there is to be hooked in a file. */
final class TlsFunctions {
  /** Of a function of Go that is looked through: those of crypto/tls have two. */
  private static final int MAX_CODE = 64 << 10;

  /** debug/buildinfo: a text behind the header, which Go writes since 1.18. */
  private static final int INLINE = 2;

  private static final int BUILDINFO_FLAGS = 15;

  private TlsFunctions() {}

  /**
   * The functions of OpenSSL or of Go.
   *
   * @return empty where plaintext could not be read both ways
   * @throws IOException when it cannot be read
   */
  static List<TlsFunction> of(Path file) throws IOException {
    Map<String, Symbol> openssl = ElfSymbols.functions(file, TlsFunction.OF_OPENSSL);
    if (openssl.containsKey("SSL_read") && openssl.containsKey("SSL_write")) {
      List<TlsFunction> all = new ArrayList<>();
      openssl.forEach((name, it) -> all.add(new TlsFunction(name, it.offset(), List.of())));
      return all;
    }
    Optional<ElfFile> elf = ElfFile.open(file);
    if (elf.isEmpty()) {
      return List.of();
    }
    try (ElfFile it = elf.get()) {
      return byRegisters(it) ? go(it, ElfSymbols.functions(file, TlsFunction.OF_GO)) : List.of();
    }
  }

  /** Whether it was made by a Go that passes arguments in registers. */
  static boolean byRegisters(ElfFile elf) throws IOException {
    Optional<ElfFile.Section> info = elf.section(".go.buildinfo");
    if (info.isEmpty()) {
      return false;
    }
    ByteBuffer header = elf.read(info.get().offset(), BUILDINFO_FLAGS + 1);
    return header.limit() > BUILDINFO_FLAGS && (header.get(BUILDINFO_FLAGS) & INLINE) != 0;
  }

  private static List<TlsFunction> go(ElfFile elf, Map<String, Symbol> symbols) throws IOException {
    List<TlsFunction> all = new ArrayList<>();
    for (Map.Entry<String, Symbol> each : symbols.entrySet()) {
      long from = each.getValue().offset();
      ByteBuffer bytes = elf.read(from, (int) Math.min(MAX_CODE, each.getValue().size()));
      byte[] code = new byte[bytes.remaining()];
      bytes.get(code);
      List<Integer> returns =
          elf.machine() == ElfFile.AARCH64 ? GoReturns.ofArm64(code) : GoReturns.ofX86(code);
      if (!returns.isEmpty()) {
        all.add(
            new TlsFunction(each.getKey(), from, returns.stream().map(at -> from + at).toList()));
      }
    }
    return all.size() == TlsFunction.OF_GO.size() ? all : List.of();
  }
}
