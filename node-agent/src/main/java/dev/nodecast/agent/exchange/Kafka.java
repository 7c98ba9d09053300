package dev.nodecast.agent.exchange;

/**
 * One connection of Kafka's protocol. Each answer carries the correlation id of its request and
 * comes in the order of the requests. A request that names several topics is told once, with the
 * first one. What a consumer does between a fetch that brought records and its next fetch is told
 * as {@code process}, at its end.
 */
public final class Kafka implements Dialogue {
  private static final String PROCESS = "process";

  /** A length and a correlation id. */
  private static final int ANSWER_HEADER = 8;

  private final KafkaMessages messages;
  private final KafkaFrames requests = new KafkaFrames();
  private final KafkaFrames answers = new KafkaFrames();
  private final KafkaInFlight inFlight = new KafkaInFlight();
  private final Exchange exchange = new Exchange();
  private final byte[] header = new byte[320];

  /** Of the fetch session: its later requests name no topic. */
  private String fetched = "";

  private long processingSince;
  private String processed = "";

  Kafka(KafkaTopics topics) {
    this.messages = new KafkaMessages(topics);
  }

  @Override
  public void turn(Turn turn, Exchanged to) {
    to.unread("malformed"); // it is told call by call
  }

  @Override
  public void segment(Turn turn, boolean toServer, Exchanged to) {
    if (turn.ended) {
      while (inFlight.size() > 0) {
        tell(inFlight.remove(), "", "", true, turn.requestNs, 0, to);
      }
    } else if (toServer) {
      ask(turn, to);
    } else {
      answer(turn, to);
    }
  }

  private void ask(Turn turn, Exchanged to) {
    if (!requests.synced() && !findRequest(turn)) {
      to.unread("cut");
      return;
    }
    requests.segment(turn);
    while (requests.next()) {
      request(turn, to);
    }
    if (!requests.synced()) {
      to.unread("cut");
    }
  }

  private boolean findRequest(Turn turn) {
    if (turn.requestBytes == Integer.BYTES || plausible(turn, Integer.BYTES)) {
      requests.sync();
      return true;
    }
    if (plausible(turn, 0)) {
      requests.syncBehindLength(turn);
      return true;
    }
    return false;
  }

  private boolean plausible(Turn turn, int from) {
    int length = Math.min(header.length, turn.requestLength - from);
    if (length <= 0) {
      return false;
    }
    System.arraycopy(turn.request, from, header, 0, length);
    return messages.request(header, length);
  }

  private void request(Turn turn, Exchanged to) {
    if (!messages.request(requests.bytes, requests.kept)) {
      requests.lose();
      return;
    }
    if (messages.api == KafkaApi.FETCH) {
      process(turn, to);
      fetched = messages.topic.isEmpty() ? fetched : messages.topic;
      messages.topic = fetched;
    }
    if (inFlight.size() == KafkaInFlight.MAX) {
      inFlight.remove();
      to.unread("limit");
    }
    KafkaInFlight.Request request = inFlight.add();
    request.correlation = messages.correlation;
    request.api = messages.api;
    request.version = messages.version;
    request.topic = messages.topic;
    request.startNs = requests.startNs;
    request.bytes = requests.size;
    request.consumer = messages.consumer;
    if (messages.unacknowledged) {
      inFlight.removeLast();
      tell(request, "", "", false, turn.requestNs, 0, to);
    }
  }

  private void process(Turn turn, Exchanged to) {
    if (processingSince != 0 && messages.consumer && !turn.server) {
      exchange.operation = PROCESS;
      exchange.target = processed;
      exchange.status = KafkaErrors.NONE;
      exchange.error = false;
      exchange.startNs = processingSince;
      exchange.endNs = requests.startNs;
      exchange.requestBytes = 0;
      exchange.responseBytes = 0;
      to.exchange(exchange);
    }
    processingSince = 0;
  }

  private void answer(Turn turn, Exchanged to) {
    if (!answers.synced() && !findAnswer(turn)) {
      to.unread("cut");
      return;
    }
    answers.segment(turn);
    while (answers.next()) {
      if (answers.kept < Integer.BYTES) {
        answers.lose();
        break;
      }
      answered(turn, to);
    }
    if (!answers.synced()) {
      to.unread("cut");
    }
  }

  private boolean findAnswer(Turn turn) {
    if (turn.requestBytes == Integer.BYTES || answers(turn, Integer.BYTES)) {
      answers.sync();
      return true;
    }
    if (answers(turn, 0)) {
      answers.syncBehindLength(turn);
      return true;
    }
    return false;
  }

  /** Whether a request that is known is answered by what is there. */
  private boolean answers(Turn turn, int from) {
    if (turn.requestLength < ANSWER_HEADER) {
      return false;
    }
    System.arraycopy(turn.request, from, header, 0, Integer.BYTES);
    return inFlight.before(KafkaMessages.correlation(header)) >= 0;
  }

  private void answered(Turn turn, Exchanged to) {
    int before = inFlight.before(KafkaMessages.correlation(answers.bytes));
    if (before < 0) {
      to.unread("unasked"); // its request was before us, or was lost
      return;
    }
    for (int i = 0; i < before; i++) {
      inFlight.remove();
      to.unread("cut"); // its answer was not seen, though one behind it was
    }
    KafkaInFlight.Request request = inFlight.remove();
    messages.answer(answers.bytes, answers.kept, request.api, request.version);
    if (messages.records && request.consumer) {
      processingSince = turn.requestNs;
      processed = messages.topic.isEmpty() ? request.topic : messages.topic;
    }
    tell(
        request,
        messages.topic,
        messages.status,
        KafkaErrors.failed(messages.status),
        turn.requestNs,
        answers.size,
        to);
  }

  private void tell(
      KafkaInFlight.Request request,
      String topic,
      String status,
      boolean error,
      long endNs,
      long bytes,
      Exchanged to) {
    exchange.operation = KafkaApi.name(request.api);
    exchange.target = topic.isEmpty() ? request.topic : topic;
    exchange.status = status;
    exchange.error = error;
    exchange.startNs = request.startNs;
    exchange.endNs = endNs;
    exchange.requestBytes = request.bytes;
    exchange.responseBytes = bytes;
    to.exchange(exchange);
  }
}
