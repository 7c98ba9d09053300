package dev.nodecast.agent.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.tls.ElfSymbols.Symbol;
import dev.nodecast.bpf.exchange.TlsFunction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A library of this machine, and what is left of one that lies. */
class ElfSymbolsTest {
  private static final List<String> NAMES = List.of("SSL_read", "SSL_write");

  @TempDir Path directory;

  /** A file with one loaded segment and two functions, of which one's name is another's tail. */
  private static byte[] file() {
    ByteBuffer b = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
    b.putLong(32, 64).putLong(40, 512).putShort(56, (short) 1).putShort(60, (short) 3);
    b.putInt(64, 1).putLong(72, 0).putLong(80, 0x400000).putLong(96, 1024); // PT_LOAD
    b.putInt(576 + 4, 2).putLong(576 + 24, 256).putLong(576 + 32, 72).putInt(576 + 40, 2);
    b.putInt(640 + 4, 3).putLong(640 + 24, 400).putLong(640 + 32, 40);
    b.put(400, "\0my_SSL_read\0SSL_write\0".getBytes(StandardCharsets.US_ASCII));
    b.putInt(256, 4).put(260, (byte) 0x12).putShort(262, (short) 1).putLong(264, 0x400100);
    b.putInt(280, 13).put(284, (byte) 0x12).putShort(286, (short) 1).putLong(288, 0x400200);
    b.putInt(304, 13).put(308, (byte) 0x12).putShort(310, (short) 0).putLong(312, 0x400300);
    return b.array();
  }

  private Map<String, Symbol> read(byte[] bytes) throws IOException {
    return ElfSymbols.functions(Files.write(directory.resolve("file"), bytes), NAMES);
  }

  @Test
  void findsFunctionsByNameAndNotWhatIsOnlyUsed() throws Exception {
    assertThat(read(file()))
        .isEqualTo(Map.of("SSL_read", new Symbol(0x100, 0), "SSL_write", new Symbol(0x200, 0)));
  }

  @Test
  void findsAllFunctionsOfThisMachinesLibrary() throws Exception {
    List<Path> libraries = HostLibraries.openssl(Path.of("/"));
    assumeTrue(!libraries.isEmpty(), "no libssl on this machine");
    for (Path library : libraries) {
      assertThat(ElfSymbols.functions(library, TlsFunction.OF_OPENSSL))
          .containsOnlyKeys(TlsFunction.OF_OPENSSL.toArray(String[]::new));
    }
  }

  @Test
  void readsWhatIsNoSuchFileAsEmpty() throws Exception {
    assertThat(read(new byte[0])).isEmpty();
    assertThat(read("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII))).isEmpty();
    byte[] narrow = file();
    narrow[4] = 1; // 32 bits
    assertThat(read(narrow)).isEmpty();
    assertThatThrownBy(() -> ElfSymbols.functions(directory.resolve("absent"), NAMES))
        .isInstanceOf(IOException.class);
  }

  @Test
  void neverThrowsForWhatBytesSay() throws Exception {
    Random random = new Random(7);
    byte[] whole = file();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = whole.clone();
      for (int n = random.nextInt(8); n >= 0; n--) {
        int at = random.nextInt(random.nextBoolean() ? 128 : bytes.length);
        bytes[at] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
      }
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      for (Symbol symbol : read(bytes).values()) {
        assertThat(symbol.offset()).isBetween(0L, (long) bytes.length);
      }
      assertThat(TlsLibraries.inside(directory.resolve("file")).name()).isNotEmpty();
    }
  }
}
