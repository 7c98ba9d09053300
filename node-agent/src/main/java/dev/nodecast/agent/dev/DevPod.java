package dev.nodecast.agent.dev;

import dev.nodecast.agent.container.Owner;
import dev.nodecast.agent.delta.Entity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** One pod of a program's processes: its labels, and the sums over them. */
final class DevPod {
  private static final List<String> NAMESPACES =
      List.of("shop", "data", "platform", "monitoring", "web", "batch");

  /** What Kubernetes makes pod names of: no vowels, nothing that reads as another. */
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int SUFFIX = 5;
  private static final int MAX_NAME = 40;

  final Owner owner;
  Entity container;
  Entity disk;

  /** Rounds without a process. */
  int empty;

  int processes;
  long cpuUserMillis;
  long cpuSystemMillis;
  long pageFaults;
  long majorPageFaults;
  long readBytes;
  long writeBytes;
  long residentPages;
  long threads;

  DevPod(String node, String program) {
    String name = name(program);
    byte[] digest = digest(node + "/" + program);
    StringBuilder pod = new StringBuilder(name).append('-');
    for (int i = 0; i < SUFFIX; i++) {
      pod.append(ALPHABET.charAt((digest[i] & 0xff) % ALPHABET.length()));
    }
    // The program alone chooses the namespace: a workload is in one on all nodes.
    String namespace = NAMESPACES.get(Math.floorMod(digest(program)[0], NAMESPACES.size()));
    String uid = UUID.nameUUIDFromBytes(digest).toString();
    String id = HexFormat.of().formatHex(digest);
    owner = new Owner(List.of(namespace, name, pod.toString(), name, uid, id), true);
  }

  /** What Kubernetes would take as a name: lower case letters, digits, single dashes. */
  static String name(String program) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < program.length() && name.length() < MAX_NAME; i++) {
      char c = Character.toLowerCase(program.charAt(i));
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (plain) {
        name.append(c);
      } else if (name.length() > 0 && name.charAt(name.length() - 1) != '-') {
        name.append('-');
      }
    }
    while (name.length() > 0 && name.charAt(name.length() - 1) == '-') {
      name.setLength(name.length() - 1);
    }
    return name.length() == 0 ? "unnamed" : name.toString();
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
