package io.fileview.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileStatus;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The status of a file is as {@link FileStatus} says. */
public interface StatusContract extends EngineWorld {
    @Test
    default void theStatusIsThatOfNow() throws Exception {
        try (EngineFile file = openSample("file", 10_000)) {
            assertThat(file.status().identity()).isEqualTo(file.identity());
            assertThat(file.status().size()).isEqualTo(10_000);
            file.extend(20_000, false);
            assertThat(file.status().size()).isEqualTo(20_000);
            outside().truncate("file", 300);
            assertThat(file.status().size()).isEqualTo(300);
        }
        try (EngineFile memory = engine().openMemory()) {
            memory.extend(10_000, false);
            assertThat(memory.status().identity()).isEqualTo(memory.identity());
            assertThat(memory.status().size()).isEqualTo(10_000);
        }
    }

    @Test
    default void linksAreCounted() throws Exception {
        try (EngineFile file = openSample("file", 100)) {
            assertThat(known(file).links()).hasValue(1);
            outside().link("second", "file");
            assertThat(file.status().links()).hasValue(2);
            outside().needImmediateDeletion();
            outside().delete("second");
            assertThat(file.status().links()).hasValue(1);
            outside().symlink("link", "file");
            assertThat(file.status().links()).hasValue(1);
        }
    }

    /** An engine that can only ask by the name does not take the successor for the file. */
    @Test
    default void aFileWithoutItsNameIsUnknownOrHasNoLinks() throws Exception {
        try (EngineFile file = openSample("file", 100)) {
            known(file);
            outside().needImmediateDeletion();
            outside().delete("file");
            assertThat(file.status().links().orElse(0)).isZero();
            assertThat(file.status().size()).isEqualTo(100);
            outside().write("file", sample(50));
            outside().link("second", "file");
            assertThat(file.status().links().orElse(0)).isZero();
            assertThat(file.status().size()).isEqualTo(100);
            assertThat(file.status().identity()).isEqualTo(file.identity());
        }
    }

    @Test
    default void aNewFileBelongsToTheUserOfThisProcess() throws Exception {
        OpenRequest request = new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, true);
        try (EngineFile file = engine().open(at("own"), request)) {
            FileStatus status = known(file);
            assertThat(status.ownerId()).isPresent().isEqualTo(engine().userId());
            assertThat(status.groupId()).isPresent();
            assertThat(status.permissions()).hasValue(0600);
            assertThat(status.groupMayWrite()).isFalse();
            assertThat(status.othersMayWrite()).isFalse();
        }
    }

    @Test
    default void permissionsAreThoseOfNow() throws Exception {
        try (EngineFile file = openSample("file", 100)) {
            known(file);
            assertPermissions(file, 0640, false, false);
            assertPermissions(file, 0660, true, false);
            assertPermissions(file, 0602, false, true);
            assertPermissions(file, 0666, true, true);
            assertPermissions(file, 0400, false, false);
        }
    }

    private void assertPermissions(
            EngineFile file, int permissions, boolean group, boolean others) throws IOException {
        outside().chmod("file", permissions);
        FileStatus status = file.status();
        assertThat(status.permissions()).hasValue(permissions);
        assertThat(status.groupMayWrite()).isEqualTo(group);
        assertThat(status.othersMayWrite()).isEqualTo(others);
    }

    @Test
    default void theOwnerIsThatOfNow() throws Exception {
        try (EngineFile file = openSample("file", 100)) {
            known(file);
            Assumptions.assumeTrue(
                    outside().chown("file", 12_345, 23_456),
                    "needs a user who may give files away");
            assertThat(file.status().ownerId()).hasValue("12345");
            assertThat(file.status().groupId()).hasValue("23456");
            assertThat(engine().userId()).isPresent().isNotEqualTo(file.status().ownerId());
        }
    }

    @Test
    default void permissionsThatAreCopiedAreThoseOfTheOtherFile() throws Exception {
        try (EngineFile model = openSample("file", 100);
                EngineFile copy = createForTheOwner()) {
            assumePermissionsAreCopied(copy, model);
            for (int permissions : new int[] {0640, 0600, 0666, 0644, 0604, 0660, 0777, 0400}) {
                outside().chmod("file", permissions);
                copy.copyPermissionsOf(model);
                assertThat(copy.status().permissions()).hasValue(0600 | (permissions & 0666));
            }
        }
    }

    /** Whoever is in the new group only is one of the others to the other file. */
    @Test
    default void permissionsThatAreCopiedWithoutTheGroupAreNeverWider() throws Exception {
        try (EngineFile model = openSample("file", 100);
                EngineFile copy = createForTheOwner()) {
            assumePermissionsAreCopied(copy, model);
            Assumptions.assumeTrue(
                    outside().chown("file", 12_345, 23_456),
                    "needs a user who may give files away");
            for (int permissions : new int[] {0640, 0604, 0666, 0664, 0646, 0600}) {
                outside().chmod("file", permissions);
                copy.copyPermissionsOf(model);
                int both = permissions & (permissions >> 3) & 06;
                boolean sameGroup = copy.status().groupId().equals(model.status().groupId());
                assertThat(copy.status().permissions())
                        .hasValue(0600 | (sameGroup ? permissions & 066 : both << 3 | both));
            }
        }
    }

    private EngineFile createForTheOwner() throws IOException {
        return engine().open(
                at("copy"), new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, true));
    }

    private void assumePermissionsAreCopied(EngineFile copy, EngineFile model)
            throws IOException {
        known(copy);
        outside().chmod("file", 0644);
        copy.copyPermissionsOf(model);
        Assumptions.assumeFalse(
                copy.status().permissions().getAsInt() == 0600,
                "needs an engine that copies permissions");
    }

    @Test
    default void aTemporaryFileBelongsToTheUserOfThisProcess() throws Exception {
        try (var directory = engine().resolve(at("any")).directory();
                EngineFile file = directory.openTemporary("temporary-")) {
            FileStatus status = file.status();
            assertThat(status.links().orElse(0)).isLessThanOrEqualTo(1);
            assertThat(status.size()).isZero();
            status.ownerId().ifPresent(
                    owner -> assertThat(engine().userId()).hasValue(owner));
        }
    }

    private static FileStatus known(EngineFile file) throws IOException {
        FileStatus status = file.status();
        Assumptions.assumeTrue(
                status.permissions().isPresent(), "needs a file system that has owners");
        return status;
    }
}
