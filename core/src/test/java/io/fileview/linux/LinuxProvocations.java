package io.fileview.linux;

import io.fileview.Protection;
import io.fileview.errors.SystemError;
import io.fileview.messages.Provocation;
import io.fileview.proc.MemoryCgroup;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What each error of the kernel is turned into. */
public final class LinuxProvocations {
    private static final String FILE = "data.bin";
    private static final Place PLACE = Place.of(FILE, 4096, 8192);

    private LinuxProvocations() {}

    /** Returns them. */
    public static List<Provocation> all() {
        List<Provocation> all = new ArrayList<>();
        for (SystemError error : SystemError.values()) {
            long result = -error.number();
            add(all, error + " in a call", LinuxErrors.failure(PLACE, "cannot be used", result));
            add(all, error + " in a read", LinuxErrors.readFailure(PLACE, result));
            add(all, error + " in a write", LinuxErrors.writeFailure(PLACE, result));
            add(all, error + " in a flush", LinuxErrors.flushFailure(PLACE, "changes", result));
            for (Creation creation : Creation.values()) {
                OpenRequest request = new OpenRequest(Protection.READ_WRITE, creation, false);
                add(
                        all,
                        error + " when opened " + creation,
                        LinuxErrors.openFailure(FILE, request, result));
            }
            add(
                    all,
                    error + " in a directory",
                    LinuxErrors.directoryFailure(FILE, "/directory", result));
            add(
                    all,
                    error + " when mapped",
                    LinuxLimits.mapFailure(
                            PLACE, "map 8192 bytes at offset 4096", 8192, true, result));
            add(all, error + " when memory is made", LinuxErrors.memoryFailure("memory", result));
            add(all, error + " when locked", LinuxLimits.lockFailure(PLACE, 8192, result));
        }
        add(
                all,
                "an error with a remedy of its own",
                LinuxErrors.failure(PLACE, "cannot be used", -Errno.EINVAL, "unlock it first"));
        add(
                all,
                "a mapping that cannot be divided",
                LinuxLimits.divisionFailure(
                        PLACE, "unlock 8192 bytes at offset 4096", -Errno.ENOMEM, -1, -1)
                        .orElseThrow());
        add(
                all,
                "a full memory cgroup",
                LinuxLimits.cgroupFailure(
                        PLACE,
                        8192,
                        new MemoryCgroup(Path.of("/sys/fs/cgroup/a"), "memory.max", 8192, 4096, 0),
                        4096));
        add(all, "a full machine", LinuxLimits.memoryFailure(PLACE, 8192, 4096));
        add(
                all,
                "no inodes",
                LinuxErrors.creationFailure(
                        FILE, -Errno.ENOSPC, new FileSystemSpace(4096, true)));
        add(all, "a hole on a full file system", LinuxErrors.noRoomToRead(PLACE));
        add(all, "a pipe", LinuxErrors.wrongKind(FILE, "a pipe", true));
        add(all, "a link", LinuxErrors.wrongKind(FILE, "a symbolic link", false));
        return all;
    }

    private static void add(List<Provocation> all, String name, Exception failure) {
        all.add(
                new Provocation(
                        name,
                        () -> {
                            throw failure;
                        }));
    }
}
