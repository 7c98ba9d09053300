package dev.nodecast.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.catalog.Catalog;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DdlTest {
  private static final Table RAW = Table.of(Catalog.kind("node_disk"), Resolution.RAW);
  private static final Table MINUTE = Table.of(Catalog.kind("node_disk"), Resolution.MINUTE);

  @Test
  void onOneServerKeepsTokensOfInsertedBlocks() {
    assertThat(new Ddl("").create(RAW, 168))
        .startsWith("CREATE TABLE IF NOT EXISTS nodecast.node_disk\n(\n    `ts` DateTime('UTC')")
        .contains("`reads` Nullable(UInt64) COMMENT 'Reads completed. [{operation}]' CODEC(T64")
        .contains("\nENGINE = MergeTree\nPARTITION BY toDate(ts)\n")
        .contains("\nORDER BY (toStartOfHour(ts), device, node, ts)\n")
        .contains("\nTTL ts + toIntervalHour(168)\n")
        .contains("non_replicated_deduplication_window = 1000");
    assertThat(new Ddl("").create(MINUTE, 720))
        .contains("\nENGINE = ReplacingMergeTree(windows)\n")
        .contains("\nORDER BY (device, node, ts)\n");
  }

  @Test
  void onAClusterReplicatesShardsByNode() {
    Ddl ddl = new Ddl("it's");
    assertThat(ddl.create(MINUTE, 720))
        .startsWith("CREATE TABLE IF NOT EXISTS nodecast.node_disk_1m_local ON CLUSTER `it's`\n")
        .contains(
            "\nENGINE = ReplicatedReplacingMergeTree("
                + "'/clickhouse/tables/{shard}/nodecast/node_disk_1m', '{replica}', windows)\n")
        .doesNotContain("non_replicated");
    assertThat(ddl.distributed(RAW))
        .isEqualTo(
            "CREATE TABLE IF NOT EXISTS nodecast.node_disk ON CLUSTER `it's` AS"
                + " nodecast.node_disk_local\nENGINE = Distributed('it\\'s', 'nodecast',"
                + " 'node_disk_local', cityHash64(node))");
    assertThat(ddl.dropPartition(RAW, "20261120"))
        .isEqualTo(
            "ALTER TABLE nodecast.node_disk_local ON CLUSTER `it's` DROP PARTITION ID"
                + " '20261120'");
    assertThat(ddl.fill("CREATE DATABASE x ${on_cluster} ENGINE = ${replicated}MergeTree"))
        .isEqualTo("CREATE DATABASE x ON CLUSTER `it's` ENGINE = ReplicatedMergeTree");
  }

  @Test
  void tablesOfTheClusterAreShardedByWhatTheyAreAbout() {
    Table object = ClusterTables.OBJECT.table();
    assertThat(new Ddl("").create(object, 168))
        .contains("`text` String COMMENT 'The object exactly as it came.' CODEC(ZSTD(1))")
        .contains("`object` JSON(max_dynamic_paths=128) DEFAULT ifNull(accurateCastOrNull(text, ")
        .contains("INDEX uid_set uid TYPE set(64) GRANULARITY 1")
        .contains("\nENGINE = MergeTree\nPARTITION BY toDate(ts)\n")
        .contains("non_replicated_deduplication_window = 1000")
        .endsWith(
            "'Objects of the Kubernetes cluster. One row each time that an object was seen.'");
    assertThat(new Ddl("c").distributed(object)).endsWith("'k8s_object_local', cityHash64(uid))");
  }

  @Test
  void readsAddressesAsPeopleWriteThem() {
    Endpoint tls =
        Endpoint.parse("jdbc:clickhouse:https://ch.example:9443/db?user=u&password=p%26q&a=b");
    assertThat(tls.url()).isEqualTo("https://ch.example:9443");
    assertThat(tls.user() + tls.password()).isEqualTo("up&q");
    assertThat(tls.settings()).containsEntry("a", "b").hasSize(1);
    assertThat(Endpoint.parse("jdbc:ch://ch.example/x?ssl=true").url())
        .isEqualTo("https://ch.example:8443");
    assertThat(Endpoint.parse("jdbc:clickhouse://127.0.0.1").loopback()).isTrue();
    assertThatThrownBy(() -> Endpoint.parse("jdbc:postgresql://x?password=secret"))
        .hasMessageStartingWith("NODECAST_CLICKHOUSE_URL: ")
        .hasMessageNotContaining("secret");
  }

  @Test
  void wantsCoarserRowsKeptLonger() {
    assertThatThrownBy(
            () -> new Periods(Duration.ofDays(7), Duration.ofDays(6), Duration.ofDays(8)))
        .hasMessageContaining("expected");
  }
}
