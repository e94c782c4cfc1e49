package io.fileview.labs.arm64;

import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.Lab;
import io.fileview.labs.common.Report;
import io.fileview.labs.common.Requirements;
import io.fileview.labs.common.Table;
import io.fileview.labs.common.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code labs/arm64}. */
@Command(name = "arm64", description = {
    "Boots emulated machines of 64-bit ARM with pages of 4, 16 and 64 KiB. In each of them runs the"
            + " demonstration, bulk access to bad pages, and, unless the form is short, the lab of page"
            + " errors and the tests of the library. The short form boots the kernels of 4 and 16 KiB, each"
            + " on one processor.",
    "What is downloaded and the kernel of 64 KiB, which is compiled once, are kept in the directory"
            + " fileview-labs/arm64 of $XDG_CACHE_HOME, or of ~/.cache."
})
final class Arm64Lab extends Lab {
    @Option(names = "--pages", paramLabel = "KIB", split = ",", description = "the sizes of pages in"
            + " KiB (default: 4,16,64; in the short form 4,16)")
    private List<Integer> pages = List.of();

    @Option(names = "--only", paramLabel = "LIST", split = ",", description = "the parts to run: demo, bulk,"
            + " errors, suite (default: all; in the short form demo and bulk)")
    private List<String> only = List.of();

    @Option(names = "--tests", paramLabel = "PATTERN", description = "of the tests of the library, run only"
            + " those of the classes whose full names match this regular expression (default: all)")
    private String tests = ".*";

    @Option(names = "--set-up-only", description = "download and compile what the machines need, and boot"
            + " none")
    private boolean setUpOnly;

    @Option(names = "--checkout", paramLabel = "DIRECTORY", description = "the checkout whose tests of"
            + " the library are run, if they are compiled; labs/arm64 sets it")
    private @Nullable Path checkout;

    public static void main(String[] arguments) {
        System.exit(Lab.run(new Arm64Lab(), arguments));
    }

    @Override
    protected void checkOptions() {
        for (int size : pages) {
            require(List.of(4, 16, 64).contains(size), "--pages " + size + " is not 4, 16 or 64");
        }
        parts();
        try {
            Pattern.compile(tests);
        } catch (PatternSyntaxException e) {
            require(false, "--tests " + tests + " is not a regular expression");
        }
    }

    private List<Part> parts() {
        return selected("--only", only, isBrief() ? Part.BRIEF : List.of(Part.values()),
                Part::title);
    }

    private List<Integer> sizes() {
        return !pages.isEmpty() ? pages : isBrief() ? List.of(4, 16) : List.of(4, 16, 64);
    }

    /** Lists what this machine lacks, with what to do about it. */
    static List<String> missing() {
        return new Requirements()
                .tools("qemu-system-arm", "qemu-system-aarch64")
                .tools("kmod", "modprobe", "depmod")
                .tools("cpio", "cpio")
                .tools("xz-utils", "xz")
                .tools("e2fsprogs", "mke2fs")
                .tools("apt", "apt-get", "apt-cache")
                .tools("dpkg", "dpkg-deb")
                .missing();
    }

    /** Lists what this machine lacks to compile the kernel of 64 KiB. */
    private static List<String> missingCompiler() {
        return new Requirements()
                .tools("gcc-aarch64-linux-gnu", "aarch64-linux-gnu-gcc")
                .tools("flex bison bc make", "flex", "bison", "bc", "make")
                .missing();
    }

    @Override
    protected Report run() throws IOException {
        List<String> missing = new ArrayList<>(missing());
        if (sizes().contains(64) && !Machine.hasOwnKernel()) {
            missing.addAll(missingCompiler());
        }
        if (!missing.isEmpty()) {
            throw new CannotRunException(String.join("; ", missing));
        }
        try (Workspace workspace = Workspace.create()) {
            Machine machine = Machine.in(workspace.directory());
            machine.prepare(sizes());
            if (setUpOnly) {
                return new Report(
                        new Table("part", "folder").row("set-up", Machine.cache().toString()),
                        "set up");
            }
            return report(boot(machine));
        }
    }

    /** Boots the machines: in the short form side by side. */
    private List<Boot> boot(Machine machine) throws IOException {
        List<Future<Boot>> boots = new ArrayList<>();
        try (ExecutorService threads =
                isBrief() ? Executors.newCachedThreadPool() : Executors.newSingleThreadExecutor()) {
            for (int size : sizes()) {
                boots.add(threads
                        .submit(() -> machine.boot(size, parts(), tests, isBrief() ? 1 : 2,
                                checkout)));
            }
        }
        List<Boot> ended = new ArrayList<>();
        for (Future<Boot> boot : boots) {
            ended.add(result(boot));
        }
        return ended;
    }

    private static Boot result(Future<Boot> boot) throws IOException {
        try {
            return boot.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the wait for the machines was interrupted", e);
        } catch (ExecutionException e) {
            // As if it had been booted here, so that the reason why it cannot run stays one.
            throw e.getCause() instanceof IOException failure
                    ? failure
                    : new IOException(e.getCause());
        }
    }

    private Report report(List<Boot> boots) {
        Table table = new Table("pages", "check", "result", "seconds", "in words");
        int run = 0;
        int passed = 0;
        int notRun = 0;
        int failed = 0;
        for (Boot boot : boots) {
            for (Check check : boot.checks()) {
                table.row(boot.kib() + " KiB", check.name(), check.result(), check.seconds(),
                        check.words());
                run++;
                passed += check.passed() ? 1 : 0;
                notRun += check.couldNotRun() ? 1 : 0;
                failed += check.passed() || check.couldNotRun() ? 0 : 1;
            }
        }
        Report report =
                new Report(
                        table,
                        run + " checks: " + passed + " passed, " + notRun + " could not run, "
                                + failed + " failed");
        for (Boot boot : boots) {
            judge(boot, report);
        }
        report.note(
                "Emulated: crashes and wrong values count; times and the order of memory accesses"
                        + " of a real processor do not show.");
        if (parts().contains(Part.SUITE)) {
            report.note(
                    "Of the combinations of CommitErrnoTest, which runs in memory, one of ten is tried.");
        }
        if (parts().contains(Part.SUITE) && checkout == null) {
            report.notRun("the tests of the library", "start the lab with labs/arm64, which builds"
                    + " them");
        }
        return report;
    }

    private static void judge(Boot boot, Report report) {
        String machine = boot.kib() + " KiB";
        if (boot.pageSize() != boot.kib() * 1024L || !boot.ended()) {
            report.wrong(machine + ": the machine booted with pages of " + boot.pageSize()
                    + " bytes and " + (boot.ended() ? "ended" : "did not end") + "; its last line: "
                    + Objects.requireNonNullElse(boot.lastLine(), "none"));
        }
        if (boot.checks().isEmpty()) {
            report.wrong(machine + ": nothing was checked");
        }
        for (Check check : boot.checks()) {
            if (check.couldNotRun()) {
                report.notRun(machine + ", " + check.name(), check.words());
            } else if (!check.passed()) {
                report.wrong(machine + ", " + check.name() + ": exit code " + check.code() + ", "
                        + check.words());
            }
        }
    }
}
