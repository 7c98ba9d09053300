package dev.nodecast.catalog;

import java.util.List;

/**
 * What a subject of kernel programs is good for: what is empty without it.
 *
 * @param name the subject, as the agent loads it
 * @param feeds panels and columns, in words for people
 */
public record KernelSubject(String name, String feeds) {
  /** Every subject; a new {@code .bpf.c} is one line here. */
  public static final List<KernelSubject> ALL =
      List.of(
          new KernelSubject("life", "processes started and ended, exit codes"),
          new KernelSubject(
              "scheduling", "waiting for a CPU, time on it, context switches, CPU migrations"),
          new KernelSubject("file", "reads, writes, opens and syncs of files"),
          new KernelSubject("syscall", "system calls, their errors and latencies"),
          new KernelSubject("tcp", "TCP connections, peers, retransmits, packets dropped"),
          new KernelSubject("stalls", "OOM kills, direct reclaims"),
          new KernelSubject("block", "disk I/O of containers, operations of disks"),
          new KernelSubject("packets", "UDP datagrams, packets and bytes by protocol"),
          new KernelSubject("irq", "interrupts and softirqs"),
          new KernelSubject("cache", "pages added to the page cache, dirtied and used"),
          new KernelSubject("exchange", "services: request rates, errors and durations"),
          new KernelSubject("exchange_tls", "services within TLS, of selected workloads"),
          new KernelSubject(
              "basic",
              "the limited set: processes, context switches, TCP connects, kills for memory"));

  /** What a subject feeds; of one that a newer agent has and this list has not, its name. */
  public static String feeds(String name) {
    return ALL.stream()
        .filter(subject -> subject.name().equals(name))
        .map(KernelSubject::feeds)
        .findFirst()
        .orElse(name);
  }
}
