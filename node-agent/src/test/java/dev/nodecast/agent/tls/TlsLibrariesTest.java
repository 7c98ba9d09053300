package dev.nodecast.agent.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsLibrariesTest {
  @TempDir Path process;

  private String of(String... files) throws Exception {
    StringBuilder maps = new StringBuilder();
    for (String file : files) {
      maps.append("7f0c1a2b3000-7f0c1a30f000 r-xp 00028000 fe:01 1835      ").append(file);
      maps.append('\n');
    }
    Files.writeString(process.resolve("maps"), maps);
    return new TlsLibraries().of(process).name();
  }

  @Test
  void tellsLibrariesByTheirFiles() throws Exception {
    assertThat(of("/usr/bin/nginx", "/usr/lib/libssl.so.3")).isEqualTo("OpenSSL");
    assertThat(of("/a b/libssl.so.1.1")).isEqualTo("OpenSSL");
    assertThat(of("/site-packages/x.libs/libssl-5fd2.so.1.1")).isEqualTo("OpenSSL");
    assertThat(of("/usr/lib/libgnutls.so.30", "/usr/lib/libssl.so.3")).isEqualTo("OpenSSL");
    assertThat(of("/usr/lib/libgnutls.so.30")).isEqualTo("GnuTLS");
    assertThat(of("/usr/lib/libssl3.so")).isEqualTo("NSS");
    assertThat(of("/usr/lib/jvm/lib/server/libjvm.so")).isEqualTo("Java JSSE");
    assertThat(of("/tmp/libnetty_tcnative_linux_x86_64.so", "/jvm/libjvm.so"))
        .isEqualTo("BoringSSL");
  }

  @Test
  void saysThatItDoesNotKnow() throws Exception {
    assertThat(of()).isEqualTo("unknown");
    assertThat(of("/bin/thing")).isEqualTo("unknown");
    Files.writeString(process.resolve("maps"), "nonsense\n \n7f-8f r-xp\n");
    assertThat(new TlsLibraries().of(process)).isEqualTo(TlsLibraries.UNKNOWN);
    assertThat(new TlsLibraries().of(process.resolve("gone"))).isEqualTo(TlsLibraries.UNKNOWN);
  }

  @Test
  void tellsWhatIsLinkedInByTheFilesOfThisMachine() throws Exception {
    Path self = Path.of("/proc/self");
    assumeTrue(Files.isReadable(self.resolve("maps")), "no /proc");
    assertThat(new TlsLibraries().of(self).name()).isEqualTo("Java JSSE");
    Path node = Path.of("/usr/bin/node");
    assumeTrue(Files.isExecutable(node), "node is not installed");
    TlsLibraries.Library inside = TlsLibraries.inside(node);
    assumeTrue(!inside.equals(TlsLibraries.UNKNOWN), "node has its OpenSSL in a library");
    assertThat(inside).isEqualTo(new TlsLibraries.Library("OpenSSL, linked in", true));
  }
}
