package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Events as the kernel programs would write them, for readers that are given a million of them. */
public final class MadeEvents {
  private static final int SEGMENTED = 16;
  private static final int TO_SERVER = 32;
  private static final int HEADLESS = 64;

  private final Map<String, Integer> offsets = new HashMap<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(8192).order(ByteOrder.nativeOrder());
  private final ExchangeEvent event = new ExchangeEvent();
  private long ns = 1_000_000_000;

  public MadeEvents() {
    for (StructLayout.Field field : ExchangeEvent.LAYOUT.fields()) {
      offsets.put(field.name(), field.offset());
    }
  }

  /** Of a server of this pid, answered by HTTP's status where there is one. */
  public ExchangeEvent turn(
      ExchangeProtocol protocol,
      int pid,
      long socket,
      byte[] request,
      byte[] response,
      int status) {
    return make(protocol, pid, socket, request, response, status, 0);
  }

  /** More of a request whose first bytes, as many as these, were not kept. */
  public ExchangeEvent headless(ExchangeProtocol protocol, int pid, long socket, byte[] rest) {
    return make(protocol, pid, socket, rest, new byte[0], 0, HEADLESS);
  }

  /** What one call moved. */
  public ExchangeEvent segment(
      ExchangeProtocol protocol, int pid, long socket, byte[] bytes, boolean toServer) {
    int flags = SEGMENTED | (toServer ? TO_SERVER : 0);
    return make(protocol, pid, socket, bytes, new byte[0], 0, flags);
  }

  private ExchangeEvent make(
      ExchangeProtocol protocol,
      int pid,
      long socket,
      byte[] request,
      byte[] response,
      int status,
      int flags) {
    ns += 1_000;
    for (int i = 0; i < ExchangeEvent.LAYOUT.size(); i++) {
      buffer.put(i, (byte) 0);
    }
    buffer.putLong(at("cgroup"), 7);
    buffer.putLong(at("socket"), socket);
    buffer.putLong(at("since_ns"), 1);
    buffer.putLong(at("request_ns"), ns);
    buffer.putLong(at("response_ns"), ns + 500);
    buffer.putLong(at("end_ns"), ns + 900);
    buffer.putLong(at("request_bytes"), request.length);
    buffer.putLong(at("response_bytes"), response.length);
    buffer.putInt(at("pid"), pid);
    buffer.putShort(at("status"), (short) status);
    buffer.put(at("protocol"), (byte) protocol.ordinal());
    buffer.put(at("role"), (byte) 1);
    buffer.putShort(at("first_bytes"), (short) ((flags & SEGMENTED) != 0 ? 0 : request.length));
    buffer.putShort(at("request_kept"), (short) request.length);
    buffer.putShort(at("response_kept"), (short) response.length);
    buffer.put(at("flags"), (byte) flags);
    buffer.put(at("requests"), (byte) 1);
    buffer.put(at("comm"), (byte) 'x');
    buffer.put(ExchangeEvent.LAYOUT.size(), request);
    buffer.put(ExchangeEvent.LAYOUT.size() + request.length, response);
    if (protocol == ExchangeProtocol.HTTP1) {
      buffer.putLong(at("shape"), ns); // each is of a kind of its own
    }
    event.view(buffer, 0);
    return event;
  }

  private int at(String field) {
    return offsets.get(field);
  }
}
