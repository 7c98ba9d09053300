package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatfsTest {
  @TempDir Path directory;

  @Test
  void agreesWithTheJdkAboutBytes() throws IOException {
    Statfs statfs = new Statfs();
    statfs.read(directory);
    assertThat(statfs.capacity()).isEqualTo(Files.getFileStore(directory).getTotalSpace());
    assertThat(statfs.available()).isPositive().isLessThanOrEqualTo(statfs.capacity());
    assertThat(statfs.used()).isPositive().isLessThanOrEqualTo(statfs.capacity());
  }

  @Test
  void countsInodes() throws IOException {
    Statfs statfs = new Statfs();
    statfs.read(Path.of("/proc/self/cwd").toRealPath());
    assertThat(statfs.inodesFree()).isLessThanOrEqualTo(statfs.inodes());
    assertThat(statfs.readOnly()).isFalse();
  }

  @Test
  void namesThePathThatIsNotThere() {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> new Statfs().read(missing))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("errno 2");
  }
}
