package io.fileview.labs.containers;

import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Lab;
import io.fileview.labs.common.LoopDevice;
import io.fileview.labs.common.MemoryCgroup;
import io.fileview.labs.common.Report;
import io.fileview.labs.common.Requirements;
import io.fileview.labs.common.Workspace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code labs/containers}. */
@Command(name = "containers", description = {
    "Does what programs do with Fileview in containers of many shapes, made with namespaces, overlayfs,"
            + " cgroups, limits and seccomp filters: commit and recover after a kill, map, read, write,"
            + " flush, lock, trim, and look at pages while a process outside maps the same file. Every"
            + " job must work, with right numbers, or be refused with the sentence that is true in"
            + " that container. Needs root and loop devices."
})
final class ContainersLab extends Lab {
    @Option(names = "--only", paramLabel = "TEXT", description = "only the containers whose names"
            + " contain this text")
    private String only = "";

    public static void main(String[] arguments) {
        System.exit(Lab.run(new ContainersLab(), arguments));
    }

    /** Lists what this machine lacks, with what to do about it. */
    static List<String> missing() {
        return new Requirements()
                .loopDevices()
                .fileSystem(FileSystem.EXT4)
                .tools("util-linux", "unshare", "setpriv", "prlimit")
                .missing();
    }

    @Override
    protected void checkOptions() {
        require(!shapes().isEmpty(), "--only " + only + " is in the name of no container");
    }

    private List<Shape> shapes() {
        return Shapes.all().stream()
                .filter(shape -> shape.isBrief() || !isBrief())
                .filter(shape -> shape.title().contains(only))
                .toList();
    }

    @Override
    protected Report run() throws IOException {
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            throw new CannotRunException(String.join("; ", missing));
        }
        Programs.requireReadableJava();
        try (Workspace workspace = Workspace.create()) {
            Path work = workspace.directory();
            Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path image = work.resolve("image");
            try (RandomAccessFile sized = new RandomAccessFile(image.toFile(), "rw")) {
                sized.setLength(FileSystem.EXT4.size());
            }
            FileSystem.EXT4.make(image);
            try (LoopDevice device = LoopDevice.over(image);
                    FileSystem.Mount disk =
                            FileSystem.EXT4.mount(
                                    device.path(), Files.createDirectory(work.resolve("disk")))) {
                return run(work, disk.directory());
            }
        }
    }

    private Report run(Path work, Path disk) throws IOException {
        ContainerTable table = new ContainerTable();
        @Nullable MemoryCgroup cgroup = null;
        String noCgroup = "";
        try {
            cgroup = MemoryCgroup.create();
            table.note(
                    "The memory cgroup is one of version " + cgroup.version()
                            + "; the other version was not run, but MemoryCgroupTest of core"
                            + " reads files of both as the kernel writes them.");
        } catch (CannotRunException e) {
            noCgroup = String.valueOf(e.getMessage());
        }
        try (@Nullable MemoryCgroup removedAtEnd = cgroup) {
            Programs programs = Programs.in(work.resolve("classes"), removedAtEnd);
            SplittableRandom seeds = new SplittableRandom(seed());
            int number = 0;
            for (Shape shape : shapes()) {
                number++;
                if (shape.limit() != 0 && removedAtEnd == null) {
                    table.notRun(shape, noCgroup);
                    continue;
                }
                runOne(
                        table, shape, programs, disk.resolve("volume" + number),
                        work.resolve("root" + number), seeds.nextLong());
            }
        }
        return table.report(isBrief());
    }

    private static void runOne(
            ContainerTable table, Shape shape, Programs programs, Path volume, Path root,
            long seed)
            throws IOException {
        ContainerRun run = ContainerRun.prepare(shape, programs, volume, root, seed);
        @Nullable String refusal = run.refusal();
        if (refusal == null) {
            table.put(shape, run.run());
        } else {
            table.notRun(shape, refusal);
        }
    }
}
