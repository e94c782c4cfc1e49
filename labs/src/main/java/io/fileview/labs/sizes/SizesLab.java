package io.fileview.labs.sizes;

import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.Lab;
import io.fileview.labs.common.LoopDevice;
import io.fileview.labs.common.Mounts;
import io.fileview.labs.common.Progress;
import io.fileview.labs.common.Report;
import io.fileview.labs.common.Requirements;
import io.fileview.labs.common.Shell;
import io.fileview.labs.common.Table;
import io.fileview.labs.common.Workspace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code labs/sizes}. */
@Command(name = "sizes", description = {
    "Maps and commits files of all sizes and kinds, from 0 bytes to 2^63-1, larger than memory and swap"
            + " space, on hugetlbfs, on a block device, with many extents and with many views, each in"
            + " a JVM of its own, and prints what works and what is refused, with the sentence."
})
final class SizesLab extends Lab {
    private static final int EXTENTS = 300_000;
    private static final int EXTENTS_IN_THE_SHORT_FORM = 20_000;
    private static final int HUGE_PAGES = 16;
    private static final long TIB = 1L << 40;
    private static final long MIB = 1L << 20;

    // Some names have commas.
    @Option(names = "--only", paramLabel = "CASE", description = "only this case, as the table names"
            + " it: 0 bytes, 1 byte, hugetlbfs…; may be repeated")
    private List<String> only = List.of();

    private final Map<Case, String> notRun = new LinkedHashMap<>();

    public static void main(String[] arguments) {
        System.exit(Lab.run(new SizesLab(), arguments));
    }

    @Override
    protected void checkOptions() {
        cases();
    }

    private List<Case> cases() {
        return selected("--only", only, List.of(Case.values()), Case::title);
    }

    /** Lists what this machine lacks, with what to do about it. */
    static List<String> missing() {
        return new Requirements().loopDevices().tools("e2fsprogs", "mkfs.ext4").missing();
    }

    @Override
    protected Report run() throws IOException {
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            throw new CannotRunException(String.join("; ", missing));
        }
        List<CaseRun> runs = new ArrayList<>();
        List<Case> cases = cases();
        try (Workspace workspace = Workspace.create();
                Progress progress = new Progress("cases", cases.size())) {
            for (Case tried : cases) {
                Path directory =
                        Files.createDirectory(workspace.directory().resolve(tried.name()));
                try {
                    runs.add(run(tried, directory));
                } catch (CannotRunException e) {
                    notRun.put(tried, String.valueOf(e.getMessage()));
                }
                progress.step(tried.title());
            }
        }
        return report(runs);
    }

    private CaseRun run(Case tried, Path directory) throws IOException {
        return switch (tried) {
            case NINE_TEBIBYTES -> {
                requireOvercommit();
                requireFilesOf(9 * TIB, directory);
                yield CaseRun.of(tried, directory, 9 * TIB);
            }
            case LARGEST -> {
                requireFilesOf(Long.MAX_VALUE, directory);
                yield CaseRun.of(tried, directory, 0);
            }
            case LARGE_COPY, LARGE_COMMIT -> {
                requireOvercommit();
                yield CaseRun.of(tried, directory, 2 * memoryAndSwap());
            }
            case HUGE_PAGES -> {
                Path mounted = directory.resolve("mounted");
                try (HugePages pages = HugePages.mount(mounted, HUGE_PAGES)) {
                    yield CaseRun.of(tried, mounted, pages.pageSize());
                }
            }
            case BLOCK_DEVICE -> {
                try (LoopDevice device = LoopDevice.over(image(directory, 3 * MIB / 2 + 512))) {
                    yield CaseRun.of(tried, device.path(), 0);
                }
            }
            case EXTENTS -> onDisk(tried, directory);
            case VIEWS -> withMappings(tried, directory, 60_000);
            case FORGOTTEN -> withMappings(tried, directory, 150_000);
            case FOREIGN -> withMappings(tried, directory, 62_000);
            case FOREIGN_MEANWHILE -> withMappings(tried, directory, 16_400);
            case EMPTY, ONE_BYTE -> CaseRun.of(tried, directory, 0);
        };
    }

    private static CaseRun withMappings(Case tried, Path directory, int number)
            throws IOException {
        if (mostMappings() < Case.LEAST_LIMIT) {
            throw new CannotRunException(
                    "vm.max_map_count is " + mostMappings() + "; sysctl vm.max_map_count="
                            + Case.LEAST_LIMIT);
        }
        return CaseRun.of(tried, directory, number);
    }

    private static long mostMappings() throws IOException {
        return Long.parseLong(setting("max_map_count"));
    }

    /** Read at once: the second read of such a file finds its end. */
    private static String setting(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/sys/vm", name)).getFirst();
    }

    private static void requireOvercommit() throws IOException {
        if (setting("overcommit_memory").equals("2")) {
            throw new CannotRunException(
                    "vm.overcommit_memory is 2, so that the kernel refuses private mappings larger"
                            + " than memory and swap space; sysctl vm.overcommit_memory=0");
        }
    }

    private static void requireFilesOf(long size, Path directory) throws IOException {
        Path probe = directory.resolve("probe");
        try (RandomAccessFile made =
                new RandomAccessFile(probe.toFile(), "rw")) {
            made.setLength(size);
        } catch (IOException tooLarge) {
            throw new CannotRunException(
                    "the file system of " + directory + " has no files of " + size
                            + " bytes; mount a tmpfs at /dev/shm");
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /** In blocks of 1 KiB, so that many extents need little space. */
    private CaseRun onDisk(Case tried, Path directory) throws IOException {
        int extents = isBrief() ? EXTENTS_IN_THE_SHORT_FORM : EXTENTS;
        Path image = image(directory, 1_024 * MIB);
        Path mounted = Files.createDirectory(directory.resolve("mounted"));
        Shell.run("mkfs.ext4", "-q", "-F", "-b", "1024", image.toString());
        Shell.run("mount", "-o", "loop", image.toString(), mounted.toString());
        try {
            return CaseRun.of(tried, mounted, extents);
        } finally {
            Mounts.unmount(mounted);
        }
    }

    private static Path image(Path directory, long size) throws IOException {
        Path image = directory.resolve("image");
        try (RandomAccessFile made = new RandomAccessFile(image.toFile(), "rw")) {
            made.setLength(size);
        }
        return image;
    }

    private static long memoryAndSwap() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal:") || line.startsWith("SwapTotal:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }

    private Report report(List<CaseRun> runs) throws IOException {
        Table table = new Table("case", "attempt", "works", "sentence");
        for (CaseRun run : runs) {
            for (CaseRun.Result result : run.results()) {
                table.row(
                        run.tried().title(),
                        result.attempt().words(),
                        result.works() ? "yes" : "refused",
                        result.text());
            }
            if (!run.ended()) {
                table.row(run.tried().title(), "-", "no", "the JVM ended with " + run.exit());
            }
        }
        long limit = mostMappings();
        Report report =
                new Report(
                        table,
                        runs.stream().mapToLong(CaseRun::working).sum() + " of "
                                + runs.stream().mapToInt(run -> run.results().size()).sum()
                                + " attempts in " + runs.size() + " cases work");
        report.note("vm.max_map_count is " + limit);
        notRun.forEach((tried, reason) -> report.notRun(tried.title(), reason));
        for (CaseRun run : runs) {
            run.wrong(limit).forEach(report::wrong);
        }
        return report;
    }
}
