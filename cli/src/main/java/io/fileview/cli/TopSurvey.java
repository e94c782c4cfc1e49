package io.fileview.cli;

import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Looks, as often as it is asked, at the files of a tree or at those that other processes map or hold
 * open. Each is opened for reading and without waiting; nothing is read. Processes and files that
 * once did not answer are not asked again.
 */
final class TopSurvey {
    /** How long to wait for one file. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final String NO_ANSWER = "it did not answer in time";

    private final Engine engine;
    private final @Nullable Path tree;
    private final TopKey key;
    private final FilesSoFar soFar;
    private final Set<Path> silentProcesses = new HashSet<>();
    private final Set<Object> silentFiles = new HashSet<>();
    private final Set<Path> silentPaths = new HashSet<>();

    /**
     * Creates it.
     *
     * @param tree a directory or a file; null for the files of processes
     * @param soFar is told how far the first look is
     */
    TopSurvey(Engine engine, @Nullable Path tree, TopKey key, FilesSoFar soFar) {
        this.engine = engine;
        this.tree = tree;
        this.key = key;
        this.soFar = soFar;
    }

    /** Looks at the files as they are now. */
    TopSnapshot now() throws IOException {
        Instant time = Instant.ofEpochMilli(System.currentTimeMillis());
        FilesInUse inUse = FilesInUse.now(silentProcesses);
        List<IOException> failures = new ArrayList<>();
        List<UsedFile> all = tree == null ? ofProcesses(inUse) : inTree(tree, failures);
        List<TopFile> files = new Look(inUse).at(all);
        soFar.end();
        files.sort(key.order());
        List<String> problems = new ArrayList<>();
        failures.forEach(failure -> problems.add(ErrorSentence.of(failure)));
        List<String> incomplete = new ArrayList<>();
        for (TopFile file : files) {
            String why = file.whyUnknown();
            if (why != null) {
                (file.cached() == null ? problems : incomplete)
                        .add(file.name().line() + ": " + Printable.oneLine(why));
            }
        }
        TopSnapshot.Sum sum = TopSnapshot.Sum.of(files);
        return new TopSnapshot(
                time,
                files,
                sum,
                problems,
                incomplete,
                inUse == null ? null : inUse.unreadable(),
                tree != null
                        ? null
                        : PageCacheFigures.now(
                                sum.residentBytes() - sum.sharedBytes(), sum.sharedBytes()));
    }

    private static List<UsedFile> ofProcesses(@Nullable FilesInUse inUse) {
        if (inUse == null) {
            throw CommandFailure.failed(
                    "which files processes use cannot be told here, because that needs the /proc of"
                            + " Linux, with the processes of all users; give a PATH");
        }
        return new ArrayList<>(inUse.all());
    }

    private List<UsedFile> inTree(Path tree, List<IOException> failures)
            throws IOException {
        FileEntry entry = BoundedRead.of(tree, PATIENCE, () -> FileEntry.of(tree));
        if (entry.isDirectory()) {
            // The user named the directory that a link leads to; links below it are not followed.
            Path start =
                    BoundedRead.of(
                            tree,
                            PATIENCE,
                            () -> Files.isSymbolicLink(tree) ? tree.toRealPath() : tree);
            BoundedTree found =
                    BoundedTree.of(
                            BoundedTree.fileSystems(), start, PATIENCE, silentPaths, soFar::at);
            failures.addAll(found.problems());
            return found.files();
        }
        if (entry.isRegular()) {
            return List.of(new UsedFile(tree, entry.id()));
        }
        throw CommandFailure.failed(
                PathText.of(tree).line()
                        + ": is neither a directory nor a regular file; give one of these");
    }

    /** One look at all files. */
    private final class Look {
        private final @Nullable FilesInUse inUse;
        private final Set<FileId> leased = leased();
        private final Set<Long> leasedNumbers = withSyntheticDevice(leased);
        private final TmpfsDevices devices = TmpfsDevices.now(engine);
        private final AtomicLong looked = new AtomicLong();

        Look(@Nullable FilesInUse inUse) {
            this.inUse = inUse;
        }

        List<TopFile> at(List<UsedFile> all) {
            List<TopFile> files = new ArrayList<>(all.size());
            List<UsedFile> asked = new ArrayList<>(all.size());
            for (UsedFile file : all) {
                if (silentFiles.contains(keyOf(file))) {
                    files.add(unknown(file, NO_ANSWER));
                } else {
                    asked.add(file);
                }
            }
            BoundedScan<UsedFile, TopFile> scan =
                    BoundedScan.of(asked, file -> next(file, all.size()), PATIENCE);
            for (UsedFile file : scan.givenUp()) {
                silentFiles.add(keyOf(file));
                files.add(unknown(file, NO_ANSWER));
            }
            files.addAll(scan.found());
            return files;
        }

        private @Nullable TopFile next(UsedFile file, int all) {
            soFar.at(looked.getAndIncrement(), all);
            return file(file);
        }

        private static Object keyOf(UsedFile file) {
            FileId id = file.id();
            return id == null ? file.links().get(0) : id;
        }

        /** Null if there is no such file any more, or none with pages. */
        private @Nullable TopFile file(UsedFile file) {
            FileId id = file.id();
            String leasedBy = id == null ? null : leasedBy(id);
            if (leasedBy != null) {
                return unknown(file, leasedBy + ", which opening would break");
            }
            String problem = null;
            for (Path link : file.links()) {
                try {
                    FileEntry entry = FileEntry.of(link);
                    boolean isSame = tree != null || (id != null && id.equals(entry.id()));
                    if (isSame && !entry.isRegular()) {
                        return null;
                    }
                    TopFile found = isSame ? open(file, link) : null;
                    if (found != null) {
                        return found;
                    }
                } catch (NotMappableException e) {
                    return null; // the kernel makes it when it is read
                } catch (NoSuchFileException gone) {
                    // It was closed or removed; another link may lead to it.
                } catch (IOException e) {
                    problem = why(e, link);
                }
            }
            return problem == null ? null : unknown(file, problem);
        }

        /** Null if the link leads to another file by now. */
        private @Nullable TopFile open(UsedFile file, Path link) throws IOException {
            try (EngineFile opened =
                    engine.open(
                            FileLocation.of(link), OpenRequest.existing(Protection.READ_ONLY))) {
                FileId id = CachedFile.id(opened);
                if (tree == null && !Objects.equals(file.id(), id)) {
                    return null;
                }
                List<FileHolder> holders = holders(file, id);
                CachedFile cached = CachedFile.of(opened);
                PathText name = name(file, link);
                OptionalInt links = opened.status().links();
                boolean isDeleted =
                        links.isPresent() ? links.getAsInt() == 0 : name.isMarkedDeleted();
                return new TopFile(
                        tree == null && isDeleted ? name.withoutRemark() : name,
                        cached,
                        isDeleted,
                        id == null
                                ? TopFile.Kind.FILE
                                : devices.kind(id, holders == null ? List.of() : holders),
                        holders,
                        cached.whyUnknown());
            }
        }

        private @Nullable List<FileHolder> holders(UsedFile file, @Nullable FileId id) {
            if (tree == null) {
                return file.holders();
            }
            return inUse == null ? null : inUse.holders(id);
        }

        private PathText name(UsedFile file, Path link) throws IOException {
            if (tree != null) {
                return PathText.of(link);
            }
            String known = file.name();
            return known != null && !Files.isSymbolicLink(link)
                    ? PathText.of(known)
                    : PathText.of(Files.readSymbolicLink(link));
        }

        private TopFile unknown(UsedFile file, String why) {
            PathText name;
            String known = file.name();
            Path first = file.links().get(0);
            try {
                name = known != null ? PathText.of(known) : name(file, first);
            } catch (IOException e) {
                name = PathText.of(first);
            }
            boolean isDeleted = tree == null && name.isMarkedDeleted();
            return new TopFile(
                    isDeleted ? name.withoutRemark() : name,
                    null,
                    isDeleted,
                    TopFile.Kind.FILE,
                    holders(file, file.id()),
                    why);
        }

        /** Without the name, which is that of the link. */
        private static String why(IOException problem, Path link) {
            if (problem instanceof AccessDeniedException) {
                return "permission denied; root may look at it";
            }
            String reason = ErrorSentence.reason(problem);
            String name = link + ": ";
            return reason.startsWith(name) ? reason.substring(name.length()) : reason;
        }

        /**
         * In {@code /proc/locks}, a file of btrfs has another device than for stat(2), and which of the
         * files with the same number is meant cannot be told.
         */
        private @Nullable String leasedBy(FileId id) {
            if (leased.contains(id)) {
                return "a process has a write lease of it";
            }
            return id.hasSyntheticDevice() && leasedNumbers.contains(id.inode())
                    ? "a process has a write lease of it, or of a file with the same number on another"
                            + " file system"
                    : null;
        }

        private static Set<Long> withSyntheticDevice(Set<FileId> leased) {
            Set<Long> numbers = new HashSet<>();
            for (FileId id : leased) {
                if (id.hasSyntheticDevice()) {
                    numbers.add(id.inode());
                }
            }
            return numbers;
        }

        /** The files that a process would be asked to give up if they were opened. */
        private static Set<FileId> leased() {
            Set<FileId> leased = new HashSet<>();
            try {
                for (String line : Files
                        .readString(Path.of("/proc/locks"), StandardCharsets.ISO_8859_1)
                        .split("\n", -1)) {
                    HeldLock lock = HeldLock.parse(line);
                    if (lock != null && lock.isLease() && lock.mode().equals("WRITE")) {
                        leased.add(lock.file());
                    }
                }
                return leased;
            } catch (IOException e) {
                return leased; // a kernel without locks, or a container without this file
            }
        }
    }
}
