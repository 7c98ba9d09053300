package dev.nodecast.agent.tls;

import dev.nodecast.agent.process.ProcessRow;
import dev.nodecast.bpf.exchange.TlsExchanges;
import dev.nodecast.bpf.exchange.TlsSelector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps up with the selected processes: hooks what they have, and says to the kernel whose calls
 * count. For one thread.
 */
public final class TlsProcesses implements AutoCloseable {
  /** Selected at a time; each is read once in a while. */
  static final int MAX = 1024;

  /** Executables that the kernel knows processes by before they are seen here. */
  private static final int MAX_EXECUTABLES = 256;

  /** A program loads its libraries at its start, or when it first needs them. */
  private static final int YOUNG_ROUNDS = 5;

  private static final int LOOK_ROUNDS = 15;

  /** A process as it was when it was last looked at. */
  private static final class Seen {
    String command = "";
    boolean selected;
    int rounds;
    long round;
    String refused = "";
  }

  private final TlsScope scope;
  private final TlsExchanges exchanges;
  private final TlsHooks hooks;
  private final Map<ProcessRow, Seen> seen = new HashMap<>();
  private final Map<TlsSelector, Integer> executables = new LinkedHashMap<>();
  private int selected;
  private long round;

  public TlsProcesses(TlsScope scope, TlsExchanges exchanges) {
    this.scope = scope;
    this.exchanges = exchanges;
    this.hooks = new TlsHooks(exchanges);
  }

  /** Looks at who came and went. */
  public void refresh() {
    if (round++ % LOOK_ROUNDS == 0) {
      host();
    }
    for (ProcessRow row : scope.processes().get()) {
      if (!row.isKernelThread()) {
        look(row, seen.computeIfAbsent(row, r -> new Seen()));
      }
    }
    for (Iterator<Map.Entry<ProcessRow, Seen>> all = seen.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<ProcessRow, Seen> each = all.next();
      if (each.getValue().round != round) {
        unselect(each.getKey(), each.getValue());
        all.remove();
      }
    }
    executables.replaceAll((selector, idle) -> idle + 1);
    executables.entrySet().removeIf(this::idle);
    hooks.settle();
  }

  /** What is installed on the host itself may run for a moment only. */
  private void host() {
    boolean any = false;
    for (String path : scope.selectors().executables()) {
      Path file = scope.rootfs().resolve(path.substring(1));
      Optional<FileId> id = FileId.of(file);
      if (id.isPresent()) {
        known(TlsSelector.executable(id.get().device(), id.get().inode()));
        hooks.use(file);
        any = true;
      }
    }
    if (any) {
      HostLibraries.openssl(scope.rootfs()).forEach(hooks::use);
    }
  }

  private boolean idle(Map.Entry<TlsSelector, Integer> executable) {
    boolean over = executable.getValue() > TlsHooks.IDLE_ROUNDS;
    if (over) {
      exchanges.unselect(executable.getKey());
    }
    return over;
  }

  private void look(ProcessRow row, Seen of) {
    of.round = round;
    boolean again = !row.command().equals(of.command); // it is something else since exec
    of.rounds = again ? 0 : of.rounds + 1;
    of.command = row.command();
    boolean due = of.rounds <= YOUNG_ROUNDS || of.rounds % LOOK_ROUNDS == 0;
    if (due) {
      select(row, of);
    }
    if (of.selected && due) {
      hook(row, of);
    }
  }

  private void select(ProcessRow row, Seen of) {
    boolean now = row.owner() != null && scope.selects(row.owner().labels());
    now |= !scope.selectors().executables().isEmpty() && executable(row.directory());
    if (now && !of.selected && selected < MAX) {
      of.selected = exchanges.select(TlsSelector.process(row.pid()));
      selected += of.selected ? 1 : 0;
    } else if (!now) {
      unselect(row, of);
    }
  }

  private boolean executable(Path process) {
    try {
      Path link = process.resolve("exe");
      if (!scope.selectors().executables().contains(Files.readSymbolicLink(link).toString())) {
        return false;
      }
      Optional<FileId> id = FileId.of(link);
      if (id.isPresent()) {
        known(TlsSelector.executable(id.get().device(), id.get().inode()));
      }
      return true;
    } catch (IOException e) {
      return false; // it ended
    }
  }

  private void known(TlsSelector executable) {
    if (executables.containsKey(executable)
        || (executables.size() < MAX_EXECUTABLES && exchanges.select(executable))) {
      executables.put(executable, 0);
    }
  }

  private void unselect(ProcessRow row, Seen of) {
    if (of.selected) {
      of.selected = false;
      selected--;
      exchanges.unselect(TlsSelector.process(row.pid()));
    }
  }

  private void hook(ProcessRow row, Seen of) {
    of.refused = "";
    Path executable = row.directory().resolve("exe");
    use(of, executable);
    for (String file : MappedFiles.of(row.directory())) {
      String name = file.substring(file.lastIndexOf('/') + 1);
      if (TlsLibraries.openssl(name)) {
        use(of, row.directory().resolve("root" + file));
      }
    }
  }

  private void use(Seen of, Path file) {
    String reason = hooks.use(file);
    of.refused = reason.isEmpty() ? of.refused : reason;
  }

  /**
   * Why a selected process is not read; empty when it is.
   *
   * @return nothing for one that is not selected
   */
  public Optional<String> refusal(int pid) {
    for (Map.Entry<ProcessRow, Seen> each : seen.entrySet()) {
      if (each.getKey().pid() == pid && each.getValue().selected) {
        return Optional.of(each.getValue().refused);
      }
    }
    return Optional.empty();
  }

  /** Files that are hooked. */
  public int hooked() {
    return hooks.size();
  }

  @Override
  public void close() {
    hooks.close();
  }
}
