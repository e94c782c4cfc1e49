package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code Global\} names are visible to the whole machine, and their objects to one user only. */
class GlobalNamesTest {
    private static final String NAME = "Global\\fileview-test-" + ProcessHandle.current().pid();

    @TempDir
    Path directory;

    @Test
    void anotherUserSeesAGlobalNameAndIsRefused() throws IOException {
        Path memory = machineDirectory();
        try (Kernel32 kernel32 = Kernel32.open();
                OtherJvm other = OtherJvm.ofNobody(directory, Asking.class, NAME)) {
            other.await("open 2");
            Handle section =
                    kernel32.createFileMapping(
                            Handle.INVALID_HANDLE_VALUE, WinNt.PAGE_READWRITE, 4096, NAME);
            assertThat(section).as("error %d", kernel32.getLastError()).isNotNull();
            other.say("again");
            other.await("open 5");
            other.await("create 5");
            assertThat(kernel32.closeHandle(section)).isTrue();
            other.say("again");
            other.await("open 2");
            other.await("create 0");
            assertThat(kernel32.openFileMapping(WinNt.FILE_MAP_READ, NAME)).isNull();
            assertThat(kernel32.getLastError()).isEqualTo(WinError.ERROR_ACCESS_DENIED);
            assertThat(kernel32.createEvent(NAME)).isNull();
            assertThat(kernel32.getLastError()).isEqualTo(WinError.ERROR_ACCESS_DENIED);
            other.say("end");
            other.await("ended");
        }
        try (var files = Files.list(memory)) {
            assertThat(files.filter(file -> file.toString().contains("fileview-global-")))
                    .filteredOn(file -> !file.toString().endsWith("guard"))
                    .isEmpty();
        }
    }

    @Test
    void anotherUserCannotKeepALockThatNamesNeed() throws IOException {
        Path memory = machineDirectory();
        try (Kernel32 kernel32 = Kernel32.open(Duration.ofSeconds(5))) {
            assertThat(create(kernel32, NAME)).isZero();
            try (OtherJvm other =
                    OtherJvm.ofNobody(directory, HoldsLock.class, memory, "fileview-")) {
                other.await("ready");
                assertThat(create(kernel32, NAME + "-second")).isZero();
            }
        }
    }

    @Test
    void whatAnotherUserPlantsAsANameIsNotOpened() throws IOException {
        Path memory = machineDirectory();
        Path target = Files.createFile(directory.resolve("target"));
        try (Kernel32 kernel32 = Kernel32.open()) {
            for (String kind : List.of("file", "directory", "link", "pipe")) {
                String file = ObjectName.parse(NAME + kind).fileName();
                Path planted = memory.resolve("fileview-global-" + file);
                switch (kind) {
                    case "file" -> Files.createFile(planted);
                    case "directory" -> Files.createDirectory(planted);
                    case "link" -> Files.createSymbolicLink(planted, target);
                    default -> new ProcessBuilder("mkfifo", planted.toString())
                            .start().onExit().join();
                }
                try {
                    Files.getFileAttributeView(
                            planted,
                            PosixFileAttributeView.class,
                            LinkOption.NOFOLLOW_LINKS)
                            .setOwner(nobody());
                    assertThat(create(kernel32, NAME + kind)).as(kind)
                            .isEqualTo(WinError.ERROR_ACCESS_DENIED);
                    assertThat(kernel32.openFileMapping(WinNt.FILE_MAP_READ, NAME + kind)).isNull();
                    assertThat(kernel32.getLastError()).isEqualTo(WinError.ERROR_ACCESS_DENIED);
                } finally {
                    Files.delete(planted);
                }
            }
        }
        assertThat(target).isEmptyFile();
    }

    @Test
    void aNameThatAKilledProcessLeftIsTakenAgain() throws IOException {
        Path memory = machineDirectory();
        String file = ObjectName.parse(NAME + "-left").fileName();
        Path left = Files.createFile(memory.resolve("fileview-global-" + file));
        try (Kernel32 kernel32 = Kernel32.open()) {
            assertThat(create(kernel32, NAME + "-left")).isZero();
        }
        assertThat(left).doesNotExist();
    }

    private static Path machineDirectory() {
        Path memory = OwnDirectory.ofMachine();
        Assumptions.assumeTrue(memory != null, "this system has no place for names of all users");
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "only root can start a program of another user");
        return memory;
    }

    private static UserPrincipal nobody() throws IOException {
        return FileSystems.getDefault()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(String.valueOf(OtherJvm.NOBODY));
    }

    private static int create(Kernel32 kernel32, String name) {
        kernel32.createFileMapping(
                Handle.INVALID_HANDLE_VALUE, WinNt.PAGE_READWRITE, 4096, name);
        return kernel32.getLastError();
    }

    @Test
    void anotherProcessOfTheUserOpensAGlobalName() throws IOException {
        try (Kernel32 kernel32 = Kernel32.open();
                OtherJvm other = new OtherJvm(Asking.class, NAME)) {
            other.await("open 2");
            kernel32.createFileMapping(
                    Handle.INVALID_HANDLE_VALUE, WinNt.PAGE_READWRITE, 4096, NAME);
            other.say("again");
            other.await("open 0");
            other.await("create 183");
            other.say("end");
            other.await("ended");
        }
    }

    /** Opens and creates a name on request, and prints the errors. */
    static final class Asking {
        private Asking() {}

        /**
         * Runs the program.
         *
         * @param arguments the name
         */
        public static void main(String[] arguments) {
            try (Kernel32 kernel32 = Kernel32.open();
                    Scanner input = new Scanner(System.in, StandardCharsets.UTF_8)) {
                open(kernel32, arguments[0]);
                while (input.nextLine().equals("again")) {
                    open(kernel32, arguments[0]);
                    create(kernel32, arguments[0]);
                }
            }
            System.out.println("ended");
        }

        private static void open(Kernel32 kernel32, String name) {
            Handle opened = kernel32.openFileMapping(WinNt.FILE_MAP_READ, name);
            System.out.println("open " + (opened == null ? kernel32.getLastError() : 0));
            if (opened != null) {
                kernel32.closeHandle(opened);
            }
        }

        /** The handle stays open until the program ends. */
        private static void create(Kernel32 kernel32, String name) {
            kernel32.createFileMapping(
                    Handle.INVALID_HANDLE_VALUE, WinNt.PAGE_READWRITE, 4096, name);
            System.out.println("create " + kernel32.getLastError());
        }
    }
}
