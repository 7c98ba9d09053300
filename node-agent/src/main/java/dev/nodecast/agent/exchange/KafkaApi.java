package dev.nodecast.agent.exchange;

/** Kafka's api keys (https://kafka.apache.org/protocol, "Api Keys"): what they are called. */
final class KafkaApi {
  static final int PRODUCE = 0;
  static final int FETCH = 1;
  static final int METADATA = 3;
  static final int OFFSET_COMMIT = 8;
  static final int API_VERSIONS = 18;

  private static final String[] NAMES =
      ("produce fetch list_offsets metadata leader_and_isr stop_replica update_metadata"
              + " controlled_shutdown offset_commit offset_fetch find_coordinator join_group"
              + " heartbeat leave_group sync_group describe_groups list_groups sasl_handshake"
              + " api_versions create_topics delete_topics delete_records init_producer_id"
              + " offset_for_leader_epoch add_partitions_to_txn add_offsets_to_txn end_txn"
              + " write_txn_markers txn_offset_commit describe_acls create_acls delete_acls"
              + " describe_configs alter_configs alter_replica_log_dirs describe_log_dirs"
              + " sasl_authenticate create_partitions create_delegation_token"
              + " renew_delegation_token expire_delegation_token describe_delegation_token"
              + " delete_groups elect_leaders incremental_alter_configs"
              + " alter_partition_reassignments list_partition_reassignments offset_delete"
              + " describe_client_quotas alter_client_quotas describe_user_scram_credentials"
              + " alter_user_scram_credentials vote begin_quorum_epoch end_quorum_epoch"
              + " describe_quorum alter_partition update_features envelope fetch_snapshot"
              + " describe_cluster describe_producers broker_registration broker_heartbeat"
              + " unregister_broker describe_transactions list_transactions allocate_producer_ids"
              + " consumer_group_heartbeat consumer_group_describe controller_registration"
              + " get_telemetry_subscriptions push_telemetry assign_replicas_to_dirs"
              + " list_client_metrics_resources describe_topic_partitions")
          .split(" ");

  /** Of newer keys. */
  private static final String UNNAMED = "~other";

  private static final int LAST = 92;
  private static final int LAST_VERSION = 20;

  private KafkaApi() {}

  /** Whether there may be such a request. */
  static boolean possible(int api, int version) {
    return api >= 0 && api <= LAST && version >= 0 && version <= LAST_VERSION;
  }

  static String name(int api) {
    return api < NAMES.length ? NAMES[api] : UNNAMED;
  }

  /** The first version whose answer is flexible, of those that are read; the others are not. */
  static boolean flexible(int api, int version) {
    int first =
        switch (api) {
          case PRODUCE, METADATA -> 9;
          case FETCH -> 12;
          case OFFSET_COMMIT -> 8;
          case 11 -> 6;
          case 12, 13, 14 -> 4;
          case 10, 16, 25, 26 -> 3;
          case 22, 36 -> 2;
          case 68 -> 0;
          default -> Integer.MAX_VALUE;
        };
    return version >= first;
  }

  /**
   * The first version whose answer has a throttle time in front of its error; -1: there is none.
   */
  static int throttled(int api) {
    return switch (api) {
      case 12, 13, 14, 16, 10 -> 1;
      case 11 -> 2;
      case 22, 25, 26, 68 -> 0;
      case 17, API_VERSIONS, 36 -> Integer.MAX_VALUE;
      default -> -1;
    };
  }
}
