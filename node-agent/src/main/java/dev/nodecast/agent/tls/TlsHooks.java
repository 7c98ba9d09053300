package dev.nodecast.agent.tls;

import dev.nodecast.bpf.BpfException;
import dev.nodecast.bpf.exchange.TlsExchanges;
import dev.nodecast.bpf.exchange.TlsFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hooks of files that selected processes have code of: each file once, however many processes
 * have it, until some rounds after the last of them. For one thread.
 */
final class TlsHooks implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(TlsHooks.class);

  /** Each takes two descriptors for each place, which are eleven of OpenSSL and some 30 of Go. */
  static final int MAX = 64;

  /** Files whose functions were looked for. */
  private static final int MAX_LOOKED_AT = 4096;

  /** So that what is started now and then, such as curl, finds its library hooked. */
  static final int IDLE_ROUNDS = 60;

  private static final class Hooked {
    final TlsExchanges.Hook hook;
    int idle;

    Hooked(TlsExchanges.Hook hook) {
      this.hook = hook;
    }
  }

  private final TlsExchanges exchanges;
  private final Map<FileId, Hooked> hooked = new HashMap<>();

  /** Why a file is not hooked; empty for one that has nothing to be hooked. */
  private final Map<FileId, String> refused =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FileId, String> eldest) {
          return size() > MAX_LOOKED_AT;
        }
      };

  TlsHooks(TlsExchanges exchanges) {
    this.exchanges = exchanges;
  }

  /**
   * A selected process has code of this file.
   *
   * @return why it is not hooked; empty when it is, or has nothing to be hooked
   */
  String use(Path file) {
    FileId id = FileId.of(file).orElse(null);
    if (id == null) {
      return "";
    }
    Hooked known = hooked.get(id);
    if (known != null) {
      known.idle = 0;
      return "";
    }
    String reason = refused.get(id);
    if (reason != null) {
      return reason;
    }
    reason = hook(id, file);
    if (!hooked.containsKey(id)) {
      refused.put(id, reason);
    }
    return reason;
  }

  private String hook(FileId id, Path file) {
    try {
      // what a container put in its library's place may be a pipe, which nobody ever opens
      if (!Files.isRegularFile(file.toRealPath(), LinkOption.NOFOLLOW_LINKS)) {
        return "";
      }
      List<TlsFunction> functions = TlsFunctions.of(file);
      if (functions.isEmpty()) {
        return "";
      }
      if (hooked.size() >= MAX) {
        return "more than " + MAX + " libraries are hooked already";
      }
      hooked.put(id, new Hooked(exchanges.hook(file, functions)));
      logger.info("TLS: {} functions of {} hooked", functions.size(), file);
      return "";
    } catch (BpfException e) {
      logger.warn("TLS: {} is not hooked: {}", file, e.getMessage());
      return "the kernel refuses uprobes (" + e.errno() + ")";
    } catch (IOException e) {
      return "cannot be read";
    }
  }

  /** Whether a file is hooked. */
  boolean has(FileId id) {
    return hooked.containsKey(id);
  }

  int size() {
    return hooked.size();
  }

  /** A round is over: what nobody used for long is let go. */
  void settle() {
    for (Iterator<Hooked> all = hooked.values().iterator(); all.hasNext(); ) {
      Hooked each = all.next();
      if (++each.idle > IDLE_ROUNDS) {
        each.hook.close();
        all.remove();
      }
    }
  }

  @Override
  public void close() {
    hooked.values().forEach(each -> each.hook.close());
    hooked.clear();
  }
}
