package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.cache.CacheCounts;
import dev.nodecast.bpf.cache.PageCache;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Group;
import java.util.List;
import java.util.Optional;

/**
 * What each container does to the page cache, from the tracepoints mm_filemap_add_to_page_cache,
 * writeback_dirty_folio and block_dirty_buffer, and a kprobe of folio_mark_accessed (cache.bpf.c):
 *
 * <pre>
 * include/trace/events/filemap.h
 * DECLARE_EVENT_CLASS(mm_filemap_op_page_cache, TP_PROTO(struct folio *folio), …
 * </pre>
 *
 * A counter whose program the kernel refuses is not measured, and the others are.
 */
public final class CacheCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(
          ContainerKernelKind.KIND.groups().get(ContainerKernelKind.PAGE_CACHE_ADDITIONS.group()));

  private record Count(String program, String field, Column column) {}

  private static final List<Count> COUNTS =
      List.of(
          new Count("cache_add", "additions", ContainerKernelKind.PAGE_CACHE_ADDITIONS),
          new Count("cache_dirty", "dirtied", ContainerKernelKind.PAGE_CACHE_DIRTIED),
          new Count("cache_buffer", "buffers_dirtied", ContainerKernelKind.BUFFERS_DIRTIED),
          new Count("cache_access", "accesses", ContainerKernelKind.PAGE_CACHE_ACCESSES));

  private final Programs programs;
  private final Workloads workloads;
  private Optional<PageCache> of = Optional.empty();
  private SlotBinding binding = new SlotBinding(CacheCounts.LAYOUT);

  public CacheCollector(Programs programs, Workloads workloads) {
    this.programs = programs;
    this.workloads = workloads;
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return Support.SUPPORTED;
  }

  @Override
  public Outcome collect(Samples samples) {
    workloads.refresh(samples);
    Optional<PageCache> running = programs.cache.running();
    if (!of.equals(running)) {
      of = running;
      running.ifPresent(cache -> binding = bound(cache));
    }
    return workloads.collect(programs.cache, PageCache::counters, binding, samples);
  }

  private static SlotBinding bound(PageCache cache) {
    SlotBinding binding = new SlotBinding(CacheCounts.LAYOUT);
    for (Count count : COUNTS) {
      if (cache.counts(count.program())) {
        binding.counter(count.field(), count.column());
      }
    }
    return binding;
  }
}
