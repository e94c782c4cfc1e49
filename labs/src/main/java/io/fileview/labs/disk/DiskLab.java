package io.fileview.labs.disk;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Lab;
import io.fileview.labs.common.Parallel;
import io.fileview.labs.common.Progress;
import io.fileview.labs.common.Report;
import io.fileview.labs.common.Requirements;
import io.fileview.labs.common.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/**
 * A lab that runs on disks which can fail and lose power, one for each file system, all at once.
 *
 * @param <R> the type of the rows of its results
 */
public abstract class DiskLab<R> extends Lab {
    @Option(names = "--only", paramLabel = "LIST", split = ",", description = "the file systems to run"
            + " on, of ext4, xfs and btrfs (default: all); only their tools are needed")
    private List<String> only = List.of();

    /** For the labs. */
    protected DiskLab() {}

    @Override
    protected final Report run() throws IOException {
        Map<FileSystem, String> missing = new LinkedHashMap<>();
        List<FileSystem> types = new ArrayList<>();
        for (FileSystem type : fileSystems()) {
            List<String> lacks = missing(type);
            if (lacks.isEmpty()) {
                types.add(type);
            } else {
                missing.put(type, String.join("; ", lacks));
            }
        }
        List<R> rows = new ArrayList<>();
        if (!types.isEmpty()) {
            try (Progress progress = progress(types);
                    Workspace workspace = Workspace.create()) {
                Parallel.map(types, type -> run(type, types, workspace, progress))
                        .forEach(rows::addAll);
            }
        }
        Report report = report(rows);
        missing.forEach((type, reason) -> report.notRun(type.title(), reason));
        return report;
    }

    /**
     * Lists what this machine lacks to run the labs on a file system.
     *
     * @param type the file system
     * @return one clause for each thing, with what to do about it; empty if nothing is missing
     */
    public static List<String> missing(FileSystem type) {
        return new Requirements().fuse().loopDevices().fileSystem(type).missing();
    }

    private List<R> run(
            FileSystem type, List<FileSystem> all, Workspace workspace, Progress progress)
            throws IOException {
        Path directory = Files.createDirectory(workspace.directory().resolve(type.title()));
        try (CutDisk disk = new CutDisk(type, directory)) {
            return run(disk, all, progress);
        }
    }

    /**
     * Returns the file systems that are asked for.
     *
     * @return the file systems
     */
    protected final List<FileSystem> fileSystems() {
        return selected("--only", only, List.of(FileSystem.values()), FileSystem::title);
    }

    @Override
    protected void checkOptions() {
        fileSystems();
    }

    /**
     * Starts to show the progress.
     *
     * @param types the file systems that are run on
     * @return the progress
     */
    protected abstract Progress progress(List<FileSystem> types);

    /**
     * Runs the lab on one file system.
     *
     * @param disk the disk
     * @param types the file systems that are run on
     * @param progress the progress
     * @return the results
     * @throws IOException if the lab cannot go on
     */
    protected abstract List<R> run(CutDisk disk, List<FileSystem> types, Progress progress)
            throws IOException;

    /**
     * Makes the report.
     *
     * @param rows the results on all file systems
     * @return the report
     */
    protected abstract Report report(List<R> rows);
}
