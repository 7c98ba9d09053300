package dev.nodecast.bpf.tcp;

import dev.nodecast.bpf.KernelEnum;
import java.util.Map;

/**
 * The names of enum skb_drop_reason, as the running kernel says: releases insert reasons, so that
 * the same number means another one elsewhere.
 */
public final class DropReasons {
  private static final String PREFIX = "SKB_DROP_REASON_";

  private final Map<Integer, String> names;

  DropReasons(Map<Integer, String> names) {
    this.names = names;
  }

  /** Empty before Linux 5.17. */
  public static DropReasons ofKernel() {
    return new DropReasons(KernelEnum.names("skb_drop_reason"));
  }

  /** Such as {@code NO_SOCKET}; a number for one of a module's own, which has no name here. */
  public String name(int reason) {
    String name = names.get(reason);
    if (name == null) {
      return Integer.toUnsignedString(reason);
    }
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }
}
