package dev.nodecast.agent.container;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.cgroup.BlkioV1;
import dev.nodecast.agent.cgroup.Controller;
import dev.nodecast.agent.cgroup.IoColumn;
import dev.nodecast.agent.cgroup.IoStatV2;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.EntitySet;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.NamedRows;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerDiskKind;
import dev.nodecast.catalog.Group;
import java.util.ArrayList;
import java.util.List;

/**
 * What containers do to block devices: {@code io.stat} of v2, {@code blkio.throttle.io_service*} of
 * v1. A device appears with its first I/O.
 */
public final class ContainerDiskCollector implements Collector {
  private static final List<Group> GROUPS = List.of(ContainerDiskKind.KIND.groups().get(0));
  private static final int MAX_DEVICES = 64;
  private static final IoColumn[] FROM = IoColumn.values();
  private static final Column[] TO = {
    ContainerDiskKind.READ_BYTES,
    ContainerDiskKind.WRITE_BYTES,
    ContainerDiskKind.READS,
    ContainerDiskKind.WRITES,
    ContainerDiskKind.DISCARD_BYTES,
    ContainerDiskKind.DISCARDS
  };

  private static final class Part implements ContainerPart {
    final CgroupFiles files;
    final EntitySet<String> devices = new EntitySet<>(ContainerDiskKind.KIND);

    Part(CgroupFiles files) {
      this.files = files;
    }

    @Override
    public void end(Samples samples) {
      files.close();
      devices.begin();
      devices.endMissing(samples);
    }
  }

  private final Containers containers;
  private final KernelReader reader;
  private final boolean unified;
  private final PartKey<Part> key;
  private final DeviceNames names;
  private final IoStatV2 stat = new IoStatV2(MAX_DEVICES);
  private final BlkioV1 blkio = new BlkioV1(MAX_DEVICES);
  private final KernelReader.Parser parseStat = stat::parse;
  private final KernelReader.Parser parseBytes = blkio::parseBytes;
  private final KernelReader.Parser parseOperations = blkio::parseOperations;

  public ContainerDiskCollector(HostRoot host, Containers containers) {
    this.containers = containers;
    reader = containers.reader();
    unified = containers.v2(Controller.IO);
    names = new DeviceNames(host.proc(), reader);
    String[] files =
        unified
            ? new String[] {"io.stat"}
            : new String[] {
              "blkio.throttle.io_service_bytes_recursive",
              "blkio.throttle.io_serviced_recursive",
              "blkio.throttle.io_service_bytes",
              "blkio.throttle.io_serviced"
            };
    key =
        containers.key(
            Part.class,
            container ->
                new Part(new CgroupFiles(container, containers.open(), Controller.IO, files)));
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return ContainerSupport.needs(containers, Controller.IO, "io (v1: blkio)");
  }

  @Override
  public Outcome collect(Samples samples) {
    containers.refresh(samples);
    for (Container container : containers.reported()) {
      Part part = container.part(key);
      NamedRows<IoColumn> rows = read(part);
      for (int row = 0; row < rows.count(); row++) {
        Entity device = device(samples, container, part, rows.name(row));
        if (device != null) {
          for (int i = 0; i < FROM.length; i++) {
            container.set(samples, device, TO[i], rows.of(row, FROM[i]));
          }
        }
      }
      // Devices end with their container: one that is missing in a single bad reading would come
      // back as new, and all it ever did be counted again.
    }
    return Outcome.PRODUCED;
  }

  private NamedRows<IoColumn> read(Part part) {
    if (unified) {
      if (!part.files.readIfAny(reader, 0, parseStat)) {
        stat.devices().clear();
      }
      return stat.devices();
    }
    blkio.clear();
    part.files.readIfAny(reader, 0, parseBytes);
    part.files.readIfAny(reader, 1, parseOperations);
    if (blkio.devices().count() == 0) { // no I/O yet, or before 3.13, when nothing was recursive
      part.files.readIfAny(reader, 2, parseBytes);
      part.files.readIfAny(reader, 3, parseOperations);
    }
    return blkio.devices();
  }

  private Entity device(Samples samples, Container container, Part part, String numbers) {
    Entity known = part.devices.known(numbers);
    if (known != null) {
      return known;
    }
    List<String> labels = new ArrayList<>(container.labels());
    labels.add(names.of(numbers));
    return part.devices.add(samples, numbers, labels);
  }
}
