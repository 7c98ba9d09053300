package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.cluster.Ailment.Severity;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.QuotaRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Quotas that are used up, or nearly. */
final class ShortQuotas {
  /** Used per cent from which it is said. */
  static final int NEARLY = 90;

  private ShortQuotas() {}

  static List<Ailment> of(ClusterView view) {
    List<Ailment> out = new ArrayList<>();
    for (QuotaRecord quota : view.quotas()) {
      new TreeMap<>(quota.hard())
          .forEach(
              (resource, hard) -> {
                long used = quota.used().getOrDefault(resource, 0L);
                // A quota of nothing forbids the resource, on purpose.
                if (hard > 0 && used * 100.0 >= hard * (double) NEARLY) {
                  out.add(ailment(quota, resource, hard, used));
                }
              });
    }
    return out;
  }

  private static Ailment ailment(QuotaRecord quota, String resource, long hard, long used) {
    boolean full = used >= hard;
    return new Ailment(
        Severity.WARNING,
        quota.meta().kind(),
        quota.meta().namespace(),
        quota.meta().name(),
        quota.meta().uid(),
        "",
        "",
        full ? "QuotaFull" : "QuotaNearlyFull",
        (full ? "Used up: " : "Nearly used up: ") + resource,
        "Quota "
            + quota.meta().name()
            + (full ? " is used up: " : " is nearly used up: ")
            + Sizes.resource(resource, used)
            + " of "
            + Sizes.resource(resource, hard)
            + ' '
            + resource,
        Amounts.NONE,
        full
            ? "New pods are refused: raise the quota, or delete what is not needed"
            : "Raise the quota, or delete what is not needed",
        1);
  }
}
