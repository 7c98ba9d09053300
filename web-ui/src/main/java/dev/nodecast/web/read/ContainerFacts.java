package dev.nodecast.web.read;

/**
 * What Kubernetes says of a container.
 *
 * @param image as it was asked for
 * @param init whether it runs before the others
 * @param restarts NaN when Kubernetes does not know it
 * @param last how it ended the last time
 */
public record ContainerFacts(
    String image, boolean init, double restarts, Ending last, Bounds bounds) {
  public static final ContainerFacts NONE =
      new ContainerFacts("", false, Double.NaN, Ending.NONE, Bounds.NONE);
}
