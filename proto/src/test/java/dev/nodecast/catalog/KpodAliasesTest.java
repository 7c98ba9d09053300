package dev.nodecast.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/kpod.md} is {@link KpodAliases}, written out, and each of them exists. */
class KpodAliasesTest {
  private static final Path PAGE = Path.of("..", "docs", "kpod.md");

  @Test
  void eachIsAColumnOfItsKind() {
    assertThat(KpodAliases.ALL).extracting(KpodAliases.Alias::name).doesNotHaveDuplicates();
    assertThat(KpodAliases.ALL)
        .allSatisfy(
            alias -> {
              assertThat(Catalog.KINDS).contains(alias.kind());
              assertThat(alias.columns()).isNotEmpty();
              assertThat(alias.kind().columns()).containsAll(alias.columns());
            });
  }

  @Test
  void thePageSaysWhatTheCatalogSays() throws IOException {
    String page = page();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).as("-Dgolden.update=true rewrites it").isEqualTo(page);
  }

  private static String page() {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        # Coming from kpod-metrics

        Generated from `KpodAliases` in the catalog. Each metric of kpod-metrics, and where it is here: the
        table in ClickHouse, the kind in `/api/v1/series`, and `nodecast_<kind>_<column>` on the agent's
        Prometheus port. `namespace`, `pod`, `container` and `node` are labels with the same names. Counters
        are stored as increases, latencies as histograms from which any percentile can be had.

        | kpod-metrics | kind | column | |
        |---|---|---|---|
        """);
    for (KpodAliases.Alias alias : KpodAliases.ALL) {
      String columns =
          alias.columns().stream().map(Column::name).collect(Collectors.joining("` + `"));
      out.append("| `").append(alias.name()).append("` | `").append(alias.kind().name());
      out.append("` | `").append(columns).append("` | ").append(alias.note()).append(" |\n");
    }
    out.append(
        """

        `kpod.mem.cache.*`, `kpod.irq.*` and `kpod.syscall.*` are in profile comprehensive.

        `kpod.http.*`, `kpod.redis.*`, `kpod.mysql.*`, `kpod.kafka.*` and `kpod.dns.*` are rows of kind
        `service` of that protocol: requests, errors and durations by method, route and status.

        Not measured: `kpod.mongo.*`; `kpod.container.restarts` belongs to what the cluster says.
        """);
    return out.toString();
  }
}
