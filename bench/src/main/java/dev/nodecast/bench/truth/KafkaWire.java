package dev.nodecast.bench.truth;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * A connection on which the Java client's own requests go by blocking calls: a producer hands its
 * records to a thread that waits for all its brokers at once, so nobody's clock is at its sockets.
 */
final class KafkaWire implements Talk {
  /** KIP-482: flexible, and topics still by name. */
  private static final short VERSION = 9;

  private static final int TIMEOUT_MILLIS = 10_000;

  /** A partition that the topic does not have: an error. */
  private static final int MISSING = 7;

  private final String topic;
  private final byte[] message;
  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private int correlation;

  KafkaWire(int port, String topic, byte[] message) throws IOException {
    this.topic = topic;
    this.message = message;
    socket = new ClockedSockets().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    out = socket.getOutputStream();
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  @Override
  public double time(boolean wrong) throws Exception {
    return ClockedSockets.time(this, wrong);
  }

  @Override
  public void ask(boolean wrong) throws IOException {
    RequestHeader header = new RequestHeader(ApiKeys.PRODUCE, VERSION, "truth", ++correlation);
    ByteBuffer request = request(wrong ? MISSING : 0).serializeWithHeader(header);
    byte[] bytes = new byte[Integer.BYTES + request.remaining()];
    ByteBuffer.wrap(bytes).putInt(request.remaining()).put(request);
    out.write(bytes);
    byte[] answer = new byte[in.readInt()];
    in.readFully(answer);
    Errors error = error(AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header));
    if (error != (wrong ? Errors.UNKNOWN_TOPIC_OR_PARTITION : Errors.NONE)) {
      throw new IOException("kafka: " + error);
    }
  }

  private ProduceRequest request(int index) {
    MemoryRecords records = MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(message));
    PartitionProduceData partition = new PartitionProduceData().setIndex(index).setRecords(records);
    TopicProduceData to =
        new TopicProduceData().setName(topic).setPartitionData(List.of(partition));
    ProduceRequestData data =
        new ProduceRequestData()
            .setAcks((short) 1)
            .setTimeoutMs(TIMEOUT_MILLIS)
            .setTopicData(new TopicProduceDataCollection(List.of(to).iterator()));
    return new ProduceRequest(data, VERSION);
  }

  private static Errors error(AbstractResponse response) {
    return ((ProduceResponse) response)
        .data().responses().stream()
            .flatMap(topic -> topic.partitionResponses().stream())
            .map(partition -> Errors.forCode(partition.errorCode()))
            .filter(error -> error != Errors.NONE)
            .findFirst()
            .orElse(Errors.NONE);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
