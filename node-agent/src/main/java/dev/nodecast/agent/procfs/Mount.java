package dev.nodecast.agent.procfs;

/**
 * One line of a mount table.
 *
 * @param device "major:minor" of the filesystem; its source where the table does not say
 * @param root the directory of the filesystem that is mounted, "/" unless a bind mount or subvolume
 * @param point where it is mounted, as pid 1 of the host sees it
 * @param type ext4, xfs, overlay, cgroup2, ...
 * @param source what is mounted, such as /dev/vda1
 * @param options the filesystem's own options, comma-separated (for cgroup v1 its controllers)
 * @param readOnly whether this mount or its filesystem is read-only
 */
public record Mount(
    String device,
    String root,
    String point,
    String type,
    String source,
    String options,
    boolean readOnly) {

  /** Whether {@code option} is among the filesystem's options. */
  public boolean has(String option) {
    return ("," + options + ",").contains("," + option + ",");
  }
}
