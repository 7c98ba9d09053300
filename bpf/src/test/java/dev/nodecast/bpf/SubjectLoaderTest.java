package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Against the running kernel, with an object of which no kernel takes all. */
class SubjectLoaderTest {
  @Test
  void aProgramThatCannotLoadTakesNoOtherWithIt() throws IOException {
    KernelSupport kernel = Kernel.capable();
    try (BpfSubject subject = partial(kernel)) {
      assertThat(subject.object().orElseThrow().programs())
          .filteredOn(BpfProgram::attached)
          .extracting(BpfProgram::name)
          .contains("good")
          .doesNotContain("missing_hook", "bad");
      Map<String, ProgramSupport> support =
          subject.support().stream()
              .collect(Collectors.toMap(ProgramSupport::program, Function.identity()));
      assertThat(support).hasSize(5);
      assertThat(support.get("good").loaded()).isTrue();
      assertThat(support.get("missing_hook").reason())
          .isEqualTo("this kernel has no tp_btf no_such_tracepoint");
      assertThat(support.get("bad").reason()).isEqualTo("the verifier refuses it (EACCES)");
      assertThat(support.get("bad").detail()).contains("R1 invalid mem access");
      // Kernels with function tracing load it; others refuse it, and then it says why.
      ProgramSupport patched = support.get("patched");
      assertThat(patched.loaded() ? "kernel refuses fentry (lockdown)" : patched.reason())
          .isEqualTo("kernel refuses fentry (lockdown)");
    }
  }

  @Test
  void ofFlavorsTheFirstThatTheKernelTakesRuns() throws IOException {
    try (BpfSubject subject = partial(Kernel.capable())) {
      assertThat(subject.object().orElseThrow().programs())
          .filteredOn(program -> program.name().equals("either") && program.attached())
          .singleElement()
          .satisfies(program -> assertThat(program.section()).endsWith("sched_process_exec"));
      assertThat(subject.support())
          .filteredOn(support -> support.program().startsWith("either"))
          .singleElement()
          .satisfies(support -> assertThat(support.hook()).endsWith("sched_process_exec"))
          .matches(ProgramSupport::loaded);
    }
  }

  @Test
  void aMapIsReadInBatchesWhole() throws IOException {
    try (BpfSubject subject = partial(Kernel.capable())) {
      BpfMap map = subject.object().orElseThrow().map("numbers");
      ByteBuffer key = Memory.direct(map.keySize());
      ByteBuffer value = Memory.direct(map.valueStride());
      int entries = 15_000;
      for (int i = 0; i < entries; i++) {
        map.update(key.putInt(0, i), value.putLong(0, 3L * i));
      }
      MapReader reader = new MapReader(map);
      long[] sums = new long[2];
      MapReader.Entries add =
          (keys, k, values, v) -> {
            sums[0] += keys.getInt(k);
            sums[1] += values.getLong(v);
          };

      assertThat(reader.read(add)).isEqualTo(entries);
      assertThat(sums[0]).isEqualTo((long) entries * (entries - 1) / 2);
      assertThat(sums[1]).isEqualTo(3 * sums[0]);
      assertThat(map.lookup(key.putInt(0, 77), value)).isTrue();
      assertThat(value.getLong(0)).isEqualTo(231);
      assertThat(map.delete(key)).isTrue();
      assertThat(map.delete(key)).isFalse();
      assertThat(reader.drain((keys, k, values, v) -> {})).isEqualTo(entries - 1);
      assertThat(reader.read((keys, k, values, v) -> {})).isZero();
    }
  }

  @Test
  void whatIsClosedRefusesEveryCall() throws IOException {
    BpfSubject subject = partial(Kernel.capable());
    BpfObject object = subject.object().orElseThrow();
    BpfMap map = object.map("numbers");
    subject.close();
    subject.close();

    ByteBuffer key = Memory.direct(4);
    assertThatThrownBy(() -> map.delete(key)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(object::load).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> map.ring(8)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aBufferThatIsTooSmallOrOnTheHeapIsRefused() throws IOException {
    try (BpfSubject subject = partial(Kernel.capable())) {
      BpfMap map = subject.object().orElseThrow().map("numbers");
      ByteBuffer small = Memory.direct(map.keySize() - 1);
      ByteBuffer value = Memory.direct(map.valueStride());
      assertThatThrownBy(() -> map.update(small, value)).hasMessage("numbers: EINVAL");
      ByteBuffer heap = ByteBuffer.allocate(map.keySize());
      assertThatThrownBy(() -> map.lookup(heap, value)).hasMessage("numbers: EINVAL");
    }
  }

  @Test
  void whatIsNoObjectIsAnExceptionWithItsName() {
    assertThatThrownBy(() -> BpfObject.open(new byte[100], "rubbish"))
        .isInstanceOf(BpfException.class)
        .hasMessageStartingWith("rubbish: ");
    assertThatThrownBy(() -> BpfObject.open(new byte[0], "empty")).isInstanceOf(BpfException.class);
  }

  @Test
  void aSubjectThatIsNotInTheJarIsARowAndNoCrash() {
    try (BpfSubject subject = BpfSubject.start("absent", Kernel.support())) {
      assertThat(subject.object()).isEmpty();
      assertThat(subject.support()).singleElement().matches(row -> !row.loaded());
    }
  }

  private static BpfSubject partial(KernelSupport kernel) throws IOException {
    String arch = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    byte[] elf = LayoutCheck.object("/native/" + arch + "/partial.bpf.o");
    return new SubjectLoader("partial", elf, kernel, object -> {}).start();
  }
}
