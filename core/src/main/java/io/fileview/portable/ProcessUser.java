package io.fileview.portable;

import io.fileview.proc.FileSystemUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The user who owns the files that this process creates. The JDK can only tell the user's name, which
 * need not be the owner's: {@code user.name} is an option of the JVM.
 */
final class ProcessUser {
    private static volatile Optional<String> id = Optional.empty();

    private ProcessUser() {}

    static Optional<String> id() {
        Optional<String> known = id;
        if (known.isEmpty()) {
            known = FileSystemUser.id().or(ProcessUser::ownerOfANewFile);
            id = known;
        }
        return known;
    }

    /** Where there is no {@code /proc}. */
    private static Optional<String> ownerOfANewFile() {
        try {
            Path file = Files.createTempFile("fileview", "");
            try {
                return PortableStatus.ownerId(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
