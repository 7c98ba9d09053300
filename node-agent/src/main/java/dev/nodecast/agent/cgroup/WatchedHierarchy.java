package dev.nodecast.agent.cgroup;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One cgroup tree, followed by inotify.
 *
 * <p>Why inotify: mkdir and rmdir of cgroups pass through the VFS, which reports them. A
 * directory's mtime does not change in kernfs (unless someone set attributes on it), its link count
 * misses a removal and a creation between two looks, and listing 500 containers in five v1 trees
 * every second means a hundred thousand file names. A watch is placed before its directory is
 * listed, so a child is either in the list or in the queue. Where watches run out
 * (fs.inotify.max_user_watches) the directory is listed at every update instead.
 */
final class WatchedHierarchy implements AutoCloseable {
  private final Path root;
  private final int maxDepth;
  private final int maxCgroups;
  private final Map<String, Long> inodes = new HashMap<>();
  private final Map<String, Set<String>> children = new HashMap<>();
  private final Map<WatchKey, String> paths = new HashMap<>();
  private final Map<String, WatchKey> keys = new HashMap<>();
  private final Set<String> unwatched = new HashSet<>();
  private final Set<String> touched = new HashSet<>();
  private WatchService watcher;
  private boolean started;
  private long droppedTooDeep;
  private long droppedTooMany;
  private long unreadable;

  WatchedHierarchy(Path root, int maxDepth, int maxCgroups) {
    this.root = root;
    this.maxDepth = maxDepth;
    this.maxCgroups = maxCgroups;
  }

  /** Takes in what happened; whether anything did. {@link #touched} then names what. */
  boolean update() {
    touched.clear();
    if (!started) {
      started = true;
      start();
      return true;
    }
    Set<String> dirty = unwatched.isEmpty() ? null : new HashSet<>(unwatched);
    boolean lost = false;
    for (WatchKey key = poll(); key != null; key = poll()) {
      for (WatchEvent<?> event : key.pollEvents()) {
        lost |= event.kind() == OVERFLOW;
      }
      String path = paths.get(key);
      key.reset();
      if (path != null) {
        dirty = dirty == null ? new HashSet<>() : dirty;
        dirty.add(path);
      }
    }
    if (lost) {
      dirty = new HashSet<>(inodes.keySet());
    }
    if (dirty != null) {
      for (String path : dirty) {
        relist(path);
      }
    }
    return !touched.isEmpty();
  }

  private void start() {
    try {
      watcher = root.getFileSystem().newWatchService();
    } catch (IOException e) {
      unreadable++; // no inotify instance left: every directory is listed at every update
    }
    Long inode = inode(root);
    if (inode != null) {
      add("/", inode);
    }
  }

  private WatchKey poll() {
    return watcher == null ? null : watcher.poll();
  }

  private void add(String path, long inode) {
    inodes.put(path, inode);
    children.put(path, new HashSet<>());
    touched.add(path);
    watch(path);
    relist(path);
  }

  private void watch(String path) {
    if (watcher != null) {
      try {
        WatchKey key = directory(path).register(watcher, ENTRY_CREATE, ENTRY_DELETE);
        paths.put(key, path);
        keys.put(path, key);
        return;
      } catch (IOException e) {
        unreadable++; // removed meanwhile (its parent's event follows), or out of watches
      }
    }
    unwatched.add(path);
  }

  private void relist(String path) {
    Set<String> before = children.get(path);
    if (before == null) {
      return; // removed earlier in this update
    }
    Map<String, Long> now = list(path);
    if (now == null) {
      return;
    }
    for (String child : Set.copyOf(before)) {
      if (!inodes.getOrDefault(child, -1L).equals(now.get(child))) {
        before.remove(child);
        remove(child);
      }
    }
    int depth = depth(path) + 1;
    for (Map.Entry<String, Long> child : now.entrySet()) {
      if (before.contains(child.getKey())) {
        continue;
      }
      if (depth > maxDepth) {
        droppedTooDeep++;
        continue;
      }
      if (inodes.size() >= maxCgroups) {
        droppedTooMany++;
        continue;
      }
      before.add(child.getKey());
      add(child.getKey(), child.getValue());
    }
  }

  private Map<String, Long> list(String path) {
    Map<String, Long> found = new HashMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory(path))) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          Long inode = inode(entry);
          if (inode != null) {
            found.put(child(path, entry.getFileName().toString()), inode);
          }
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      unreadable++;
      return null; // keeps what was known: if the directory is gone, its parent's event says so
    }
    return found;
  }

  private void remove(String path) {
    inodes.remove(path);
    touched.add(path);
    unwatched.remove(path);
    WatchKey key = keys.remove(path);
    if (key != null) {
      paths.remove(key);
      key.cancel();
    }
    Set<String> below = children.remove(path);
    if (below != null) {
      below.forEach(this::remove);
    }
  }

  private static Long inode(Path directory) {
    try {
      return (Long) Files.getAttribute(directory, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return null; // removed meanwhile
    }
  }

  private Path directory(String path) {
    return root.resolve(path.substring(1));
  }

  private static String child(String path, String name) {
    return path.equals("/") ? "/" + name : path + "/" + name;
  }

  private static int depth(String path) {
    return path.equals("/") ? 0 : (int) path.chars().filter(c -> c == '/').count();
  }

  Set<String> touched() {
    return touched;
  }

  /** The inode of the directory of {@code path}, null if this tree does not have it. */
  Long inode(String path) {
    return inodes.get(path);
  }

  long droppedTooDeep() {
    return droppedTooDeep;
  }

  long droppedTooMany() {
    return droppedTooMany;
  }

  long unreadable() {
    return unreadable;
  }

  @Override
  public void close() throws IOException {
    if (watcher != null) {
      watcher.close();
    }
  }
}
