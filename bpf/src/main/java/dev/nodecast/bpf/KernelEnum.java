package dev.nodecast.bpf;

import java.util.HashMap;
import java.util.Map;

/** An enum of the running kernel, from its BTF. */
public final class KernelEnum {
  private KernelEnum() {}

  /** Its names by value; empty where the kernel has no BTF, or no such enum. */
  public static Map<Integer, String> names(String name) {
    Map<Integer, String> names = new HashMap<>();
    for (String entry : Libbpf.enumValues(name)) {
      int equals = entry.lastIndexOf('=');
      names.put(Integer.parseInt(entry.substring(equals + 1)), entry.substring(0, equals));
    }
    return names;
  }
}
