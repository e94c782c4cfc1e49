package io.fileview.labs.storm;

import io.fileview.labs.common.Pause;
import io.fileview.labs.disk.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Two files in two directories, a symbolic link that leads to one of them and, where engines follow it
 * to one journal, a hard link; and what another program does to these names meanwhile.
 */
final class Scene {
    static final int FILES = 2;
    private static final String FILE = "pages";
    private static final String JOURNAL = ".fileview-journal";
    private static final String LOCK = ".fileview-lock";
    private static final String ATTRIBUTE = "fileview.commit";
    private static final int LONGEST_ABSENCE = 15;

    /** What is done to the names. */
    enum Mischief {
        LOCK_FILE_REMOVED,
        LINK_REPOINTED,
        LINK_RENAMED,
        FILE_RENAMED,
        DIRECTORIES_EXCHANGED,
        DIRECTORIES_RENAMED
    }

    private final List<Path> directories;
    private final Path link;
    private final List<Path> names = new ArrayList<>();
    private final Map<Mischief, Integer> done = new EnumMap<>(Mischief.class);
    private final SplittableRandom random;

    Scene(Path root, boolean hardLink, SplittableRandom random) throws IOException {
        this.random = random;
        directories = List.of(root.resolve("one"), root.resolve("two"));
        for (int file = 1; file <= FILES; file++) {
            Path directory = Files.createDirectory(directories.get(file - 1));
            names.add(Files.write(directory.resolve(FILE), Pages.initial(file)));
        }
        link = Files.createSymbolicLink(root.resolve("link"), names.getFirst());
        names.add(link);
        if (hardLink) {
            Path directory = Files.createDirectory(root.resolve("hard"));
            names.add(Files.createLink(directory.resolve("other"), names.getFirst()));
        }
    }

    /** Returns the names by which programs open the files. */
    List<Path> names() {
        return names;
    }

    Map<Mischief, Integer> done() {
        return done;
    }

    static boolean hasJournal(Path name) {
        return Files.exists(name.resolveSibling(name.getFileName() + JOURNAL));
    }

    void disturb() throws IOException {
        Mischief mischief = Mischief.values()[random.nextInt(Mischief.values().length)];
        if (disturb(mischief)) {
            done.merge(mischief, 1, Integer::sum);
        }
    }

    private boolean disturb(Mischief mischief) throws IOException {
        switch (mischief) {
            case LOCK_FILE_REMOVED -> {
                boolean removed = false;
                for (Path directory : directories) {
                    removed |= Files.deleteIfExists(directory.resolve(FILE + LOCK));
                }
                return removed;
            }
            case LINK_REPOINTED -> repoint(names.get(random.nextInt(FILES)));
            case LINK_RENAMED -> absent(link);
            case FILE_RENAMED -> absent(names.get(random.nextInt(FILES)));
            case DIRECTORIES_EXCHANGED -> Exchange.of(directories.get(0), directories.get(1));
            case DIRECTORIES_RENAMED -> {
                Path away = directories.get(0).resolveSibling("away");
                Files.move(directories.get(0), away);
                pause();
                Files.move(directories.get(1), directories.get(0));
                pause();
                Files.move(away, directories.get(1));
            }
        }
        return true;
    }

    private void repoint(Path target) throws IOException {
        Path next = link.resolveSibling("next");
        Files.createSymbolicLink(next, target);
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
    }

    private void absent(Path name) throws IOException {
        Path away = name.resolveSibling("away");
        Files.move(name, away);
        pause();
        try {
            Files.move(away, name);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(name + " was created again while it was renamed", e);
        }
    }

    private void pause() {
        Pause.millis(random.nextInt(LONGEST_ABSENCE));
    }

    /** Lists what is there besides the files and links: files, and extended attributes. */
    List<String> leftOver() throws IOException {
        List<String> left = new ArrayList<>();
        for (Path name : names) {
            if (Files.isSymbolicLink(name)) {
                continue;
            }
            try (Stream<Path> all = Files.list(name.getParent())) {
                all.filter(each -> !each.equals(name)).map(Path::toString).forEach(left::add);
            }
            UserDefinedFileAttributeView attributes =
                    Files.getFileAttributeView(name, UserDefinedFileAttributeView.class);
            if (attributes.list().contains(ATTRIBUTE)) {
                int size = attributes.read(ATTRIBUTE, ByteBuffer.allocate(1 << 10));
                left.add(name + " has the attribute user." + ATTRIBUTE + " of " + size + " bytes");
            }
        }
        return left;
    }

    /** Waits until the names are as they were, which they are between two disturbances. */
    void requireNames() throws NoSuchFileException {
        for (Path name : names) {
            if (!Files.exists(name)) {
                throw new NoSuchFileException(name.toString());
            }
        }
    }
}
