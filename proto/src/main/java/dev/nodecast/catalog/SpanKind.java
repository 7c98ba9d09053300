package dev.nodecast.catalog;

/**
 * The table of spans: sampled exchanges, with the labels of the row of kind {@code service} that
 * counts them. Not in {@link Catalog#KINDS}: a span is no entity with values, it travels and is
 * stored by itself.
 */
public final class SpanKind {
  public static final Kind KIND =
      Kind.named("span", "Requests and their answers, a sample of them.")
          .labels(ServiceKind.KIND.labels().toArray(String[]::new))
          .build();

  private SpanKind() {}
}
