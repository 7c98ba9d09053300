package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Holds Java's layouts against the structs that the compiler wrote into an object file. */
public final class LayoutCheck {
  private static final List<String> ARCHITECTURES = List.of("x86_64", "aarch64");

  private LayoutCheck() {}

  /**
   * Fails when a layout differs from the struct of its name in any architecture's object: a member
   * renamed, moved, resized, added or removed.
   */
  public static void check(String subject, List<StructLayout> layouts) throws IOException {
    for (String architecture : ARCHITECTURES) {
      var structs = ObjectBtf.structs(object("/native/" + architecture + "/" + subject + ".bpf.o"));
      for (StructLayout layout : layouts) {
        String name = architecture + ", struct " + layout.name();
        assertThat(structs).as(name).containsKey(layout.name());
        ObjectBtf.Struct struct = structs.get(layout.name());
        assertThat(layout.fields()).as(name).isEqualTo(struct.fields());
        assertThat(layout.size()).as(name + ", sizeof").isEqualTo(struct.size());
      }
    }
  }

  static byte[] object(String resource) throws IOException {
    try (InputStream in = LayoutCheck.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      return in.readAllBytes();
    }
  }
}
