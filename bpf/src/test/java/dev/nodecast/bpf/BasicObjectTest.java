package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.basic.Basic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing in the limited set needs a kernel newer than 4.18, or its BTF. */
class BasicObjectTest {
  private static final int CLASS = 0x07;
  private static final int JMP32 = 0x06;
  private static final int LOAD_IMMEDIATE = 0x18;
  private static final int ATOMIC = 0xdb;
  private static final int CALL = 0x85;

  /** include/uapi/linux/bpf.h: map_{lookup,update,delete}_elem, pid_tgid, cgroup_id (4.18). */
  private static final List<Integer> HELPERS = List.of(1, 2, 3, 14, 80);

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void nothingIsRelocatedByTheKernelsTypes(String architecture) throws IOException {
    ByteBuffer file = file(architecture, Basic.NAME);
    int ext = ObjectBtf.section(file, ".BTF.ext");
    assertThat(relocations(file, ext)).isZero();
    // The same look at another subject finds some.
    ByteBuffer life = file(architecture, "life");
    assertThat(relocations(life, ObjectBtf.section(life, ".BTF.ext"))).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void everyInstructionIsOneOfLinux418(String architecture) throws IOException {
    ByteBuffer file = file(architecture, Basic.NAME);
    List<String> names = new ArrayList<>();
    int instructions = 0;
    for (Section section : sections(file)) {
      names.add(section.name());
      if (section.executable()) {
        instructions += section.size() / 8;
        check(file, section);
      }
    }
    assertThat(instructions).isGreaterThan(100);
    // Global variables are maps of Linux 5.2.
    assertThat(names).doesNotContain(".data", ".bss", ".rodata", ".kconfig", ".ksyms");
  }

  @ParameterizedTest
  @CsvSource({
    "basic_task_newtask, task/task_newtask",
    "basic_sched_switch, sched/sched_switch",
    "basic_inet_sock_set_state, sock/inet_sock_set_state",
    "basic_mark_victim, oom/mark_victim"
  })
  void recordsAreWhatThisKernelWrites(String struct, String tracepoint) throws IOException {
    String format = OwnTracefs.format(tracepoint);
    assertThat(format).as(tracepoint).contains("name: ");
    Map<String, ObjectBtf.Struct> structs =
        ObjectBtf.structs(LayoutCheck.object("/native/x86_64/basic.bpf.o"));
    int compared = 0;
    for (StructLayout.Field field : structs.get(struct).fields()) {
      if (field.offset() == 0) {
        continue; // common_
      }
      compared++;
      Matcher line =
          Pattern.compile(
                  "field:[^;]*\\b"
                      + field.name()
                      + "(\\[\\d+])?;\\s*offset:(\\d+);\\s*size:(\\d+);")
              .matcher(format);
      assertThat(line.find()).as(field.name() + " in " + format).isTrue();
      assertThat(Integer.parseInt(line.group(2))).as(field.name()).isEqualTo(field.offset());
      // The protocol's low byte is all that every kernel has.
      int size = field.name().equals("protocol") ? 2 : field.size();
      assertThat(Integer.parseInt(line.group(3))).as(field.name() + " size").isEqualTo(size);
    }
    assertThat(compared).isPositive();
  }

  @Test
  void mapsAreOfLinux418() throws IOException {
    try (BpfObject object = BpfObject.open(BpfSubject.elf(Basic.NAME), Basic.NAME)) {
      // HASH and ARRAY
      assertThat(object.maps()).hasSize(5).allMatch(map -> map.type() == 1 || map.type() == 2);
    }
  }

  private record Section(String name, int offset, int size, boolean executable) {}

  private static void check(ByteBuffer file, Section section) {
    for (int at = section.offset(); at < section.offset() + section.size(); at += 8) {
      int code = file.get(at) & 0xff;
      int immediate = file.getInt(at + 4);
      String where = section.name() + " at " + (at - section.offset()) / 8;
      assertThat(code & CLASS).as(where + ": 32-bit jump").isNotEqualTo(JMP32);
      if (code == ATOMIC) {
        assertThat(immediate).as(where + ": an atomic that is no addition").isZero();
      } else if (code == CALL) {
        assertThat(file.get(at + 1) >>> 4).as(where + ": a call within").isZero();
        assertThat(immediate).as(where + ": helper").isIn(HELPERS);
      } else if (code == LOAD_IMMEDIATE) {
        at += 8;
      }
    }
  }

  /** struct btf_ext_header: lengths of the parts; CO-RE's is there since clang has it. */
  private static int relocations(ByteBuffer file, int ext) {
    int header = file.getInt(ext + 4);
    return header < 32 ? 0 : file.getInt(ext + 28);
  }

  private static List<Section> sections(ByteBuffer file) {
    int table = (int) file.getLong(0x28);
    int size = file.getShort(0x3a);
    int count = file.getShort(0x3c);
    int names = (int) file.getLong(table + file.getShort(0x3e) * size + 0x18);
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int header = table + i * size;
      int name = names + file.getInt(header);
      int end = name;
      while (file.get(end) != 0) {
        end++;
      }
      byte[] text = new byte[end - name];
      file.get(name, text);
      sections.add(
          new Section(
              new String(text, StandardCharsets.US_ASCII),
              (int) file.getLong(header + 0x18),
              (int) file.getLong(header + 0x20),
              (file.getLong(header + 8) & 4) != 0)); // SHF_EXECINSTR
    }
    return sections;
  }

  private static ByteBuffer file(String architecture, String name) throws IOException {
    byte[] elf = LayoutCheck.object("/native/" + architecture + "/" + name + ".bpf.o");
    return ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
  }
}
