package dev.nodecast.agent.exchange;

/**
 * The parts of requests and answers that are told (https://kafka.apache.org/protocol, "The
 * Messages"): Produce to version 13, Fetch to 17, Metadata from 9 on for its topics' ids, and the
 * errors of what has one in front.
 */
final class KafkaMessages {
  /** The last versions before topics have ids instead of names. */
  private static final int NAMED_PRODUCE = 12;

  private static final int NAMED_FETCH = 12;

  /** Of one broker, partition by partition: their in-sync replicas and the like. */
  private static final int PARTITION_ARRAYS = 3;

  private final KafkaTopics topics;
  private final KafkaFields fields = new KafkaFields();

  /** Of the request that was read last. */
  int api;

  int version;
  int correlation;
  String topic = "";

  /** Produce without acknowledgement: no answer comes. */
  boolean unacknowledged;

  /** Fetch of a consumer, and not of a broker that follows. */
  boolean consumer;

  /** Of the answer that was read last. */
  String status = "";

  boolean records;

  KafkaMessages(KafkaTopics topics) {
    this.topics = topics;
  }

  /** Whether a request begins with these bytes. */
  boolean request(byte[] bytes, int length) {
    fields.over(bytes, length);
    api = fields.i16();
    version = fields.i16();
    correlation = fields.i32();
    fields.classicText();
    topic = "";
    unacknowledged = false;
    consumer = false;
    if (fields.cut() || !KafkaApi.possible(api, version)) {
      return false;
    }
    fields.flexible(KafkaApi.flexible(api, version));
    fields.tags();
    if (api == KafkaApi.PRODUCE) {
      produce();
    } else if (api == KafkaApi.FETCH) {
      fetch();
    }
    return true;
  }

  private void produce() {
    if (version >= 3) {
      fields.text(); // transactional id
    }
    int acks = fields.i16();
    unacknowledged = acks == 0 && !fields.cut();
    fields.i32(); // timeout
    if (fields.count() > 0) {
      topic = topic(version <= NAMED_PRODUCE);
    }
  }

  private void fetch() {
    consumer = version >= 15 || fields.i32() < 0; // replica id; from 15 on a tagged field
    fields.skip(8); // longest wait, least bytes
    fields.skip(version >= 3 ? 4 : 0); // most bytes
    fields.skip(version >= 4 ? 1 : 0); // isolation level
    fields.skip(version >= 7 ? 8 : 0); // session and its epoch
    if (fields.count() > 0) {
      topic = topic(version <= NAMED_FETCH);
    }
  }

  private String topic(boolean named) {
    if (named) {
      fields.text();
      return fields.cut() ? "" : topics.name(fields.bytes(), fields.textFrom, fields.textTo);
    }
    long high = fields.i64();
    long low = fields.i64();
    return fields.cut() ? "" : topics.of(high, low);
  }

  /** The correlation id that an answer begins with. */
  static int correlation(byte[] bytes) {
    return bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
  }

  /** Reads the answer to a request. */
  void answer(byte[] bytes, int length, int to, int of) {
    fields.over(bytes, length);
    fields.i32();
    fields.flexible(KafkaApi.flexible(to, of));
    fields.tags();
    topic = "";
    status = "";
    records = false;
    switch (to) {
      case KafkaApi.PRODUCE -> partitions(of <= NAMED_PRODUCE);
      case KafkaApi.OFFSET_COMMIT -> {
        fields.skip(of >= 3 ? 4 : 0);
        partitions(true);
      }
      case KafkaApi.FETCH -> fetched(of);
      case KafkaApi.METADATA -> {
        if (fields.cut() || !KafkaApi.flexible(to, of)) {
          return;
        }
        metadata(of);
      }
      default -> failure(to, of);
    }
  }

  /** Topics, partitions, errors: the first one of them. */
  private void partitions(boolean named) {
    if (fields.count() == 0) {
      return;
    }
    topic = topic(named);
    if (fields.count() > 0) {
      fields.i32();
      error();
    }
  }

  private void error() {
    int code = fields.i16();
    status = fields.cut() ? "" : KafkaErrors.name(code);
  }

  private void failure(int to, int of) {
    int throttled = KafkaApi.throttled(to);
    if (throttled < 0 || (to == 10 && of >= 4)) {
      return;
    }
    fields.skip(of >= throttled ? 4 : 0);
    error();
  }

  private void fetched(int of) {
    fields.skip(of >= 1 ? 4 : 0);
    if (of >= 7) {
      error();
      fields.i32();
      if (!status.equals(KafkaErrors.NONE)) {
        return;
      }
    } else {
      status = KafkaErrors.NONE;
    }
    boolean first = true;
    for (long left = fields.count(); left > 0 && !fields.cut() && !records; left--) {
      String name = topic(of <= NAMED_FETCH);
      topic = first ? name : topic;
      for (long parts = fields.count(); parts > 0 && !fields.cut() && !records; parts--) {
        partition(of, first);
        first = false;
      }
      fields.tags();
    }
  }

  private void partition(int of, boolean first) {
    fields.i32();
    int code = fields.i16();
    if (first && !fields.cut()) {
      status = KafkaErrors.name(code);
    }
    fields.i64(); // high watermark
    fields.skip(of >= 4 ? 8 : 0); // last stable offset
    fields.skip(of >= 5 ? 8 : 0); // log start offset
    if (of >= 4) {
      long aborted = fields.count();
      for (; aborted > 0 && !fields.cut(); aborted--) {
        fields.skip(16);
        fields.tags();
      }
    }
    fields.skip(of >= 11 ? 4 : 0); // preferred read replica
    long bytes =
        fields.count(); // records are bytes, which have their number in front as arrays have
    records = bytes > 0 && !fields.cut();
    fields.skip(bytes);
    fields.tags();
  }

  private void metadata(int of) {
    fields.i32(); // throttle time
    for (long left = fields.count(); left > 0 && !fields.cut(); left--) {
      fields.i32();
      fields.text();
      fields.i32();
      fields.text();
      fields.tags();
    }
    fields.text(); // cluster
    fields.i32();
    status = fields.cut() ? "" : KafkaErrors.NONE;
    boolean first = true;
    for (long left = fields.count(); left > 0 && !fields.cut(); left--) {
      int code = fields.i16();
      if (first && !fields.cut()) {
        status = KafkaErrors.name(code);
      }
      first = false;
      fields.text();
      String name = topics.name(fields.bytes(), fields.textFrom, fields.textTo);
      if (of >= 10) {
        long high = fields.i64();
        long low = fields.i64();
        if (!fields.cut()) {
          topics.learn(high, low, name);
        }
      }
      described();
    }
  }

  /** The rest of one topic. */
  private void described() {
    fields.skip(1); // internal
    for (long left = fields.count(); left > 0 && !fields.cut(); left--) {
      fields.skip(2 + 4 + 4 + 4); // error, partition, leader and its epoch
      for (int i = 0; i < PARTITION_ARRAYS; i++) {
        fields.skip(4 * fields.count());
      }
      fields.tags();
    }
    fields.i32(); // authorized operations
    fields.tags();
  }
}
