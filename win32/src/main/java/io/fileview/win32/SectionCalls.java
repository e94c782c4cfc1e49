package io.fileview.win32;

import static io.fileview.win32.WinNt.SEC_COMMIT;
import static io.fileview.win32.WinNt.SEC_IMAGE;
import static io.fileview.win32.WinNt.SEC_IMAGE_NO_EXECUTE;
import static io.fileview.win32.WinNt.SEC_LARGE_PAGES;
import static io.fileview.win32.WinNt.SEC_NOCACHE;
import static io.fileview.win32.WinNt.SEC_RESERVE;
import static io.fileview.win32.WinNt.SEC_WRITECOMBINE;

import com.sun.management.OperatingSystemMXBean;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.win32.FileControlBlock.FileAccess;
import io.fileview.win32.ObjectNamespace.Made;
import io.fileview.win32.ObjectNamespace.Result;
import io.fileview.win32.SectionObject.Shape;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Creates and opens sections and other named objects. */
final class SectionCalls {
    private static final int SECTION_FLAGS =
            SEC_COMMIT | SEC_IMAGE | SEC_NOCACHE | SEC_RESERVE | SEC_WRITECOMBINE | SEC_LARGE_PAGES;
    private static final int ALL_FLAGS = 0xFFFFF800;

    /** The largest section for which Windows can allocate page table entries. */
    private static final long LARGEST = 1L << 53;

    private final ProcessState process;

    SectionCalls(ProcessState process) {
        this.process = process;
    }

    /**
     * A request to create a section.
     *
     * @param file the file, or null for memory
     * @param protect the protection
     * @param flags the {@code SEC_} flags; the default has been added
     * @param size bytes, or 0 for the file's size
     */
    private record Wanted(@Nullable FileControlBlock file, int protect, int flags, long size) {
        boolean isImage() {
            return (flags & SEC_IMAGE) != 0;
        }
    }

    Result create(@Nullable Handle file, int flProtect, long size, @Nullable String name)
            throws IOException {
        int flags = flProtect & ALL_FLAGS;
        int protect = flProtect & ~ALL_FLAGS;
        PageProtection.requireSection(protect);
        boolean ofFile =
                file != null && file.value() != 0 && !Handle.INVALID_HANDLE_VALUE.equals(file);
        int filled = flags == 0 ? SEC_COMMIT : flags;
        requireFlags(filled, ofFile);
        if (size < 0) {
            throw Status.SECTION_TOO_BIG.failure();
        }
        if (!ofFile) {
            requireMemory(filled, size);
            return create(new Wanted(null, protect, filled, size), name);
        }
        return process.handles()
                .using(
                        file,
                        FileObject.class,
                        open -> create(
                                new Wanted(allowed(open, protect), protect, filled, size), name));
    }

    private Result create(Wanted wanted, @Nullable String name) throws IOException {
        ObjectName parsed = name == null ? null : ObjectName.parse(name);
        int rights = PageProtection.rightsOfSection(wanted.protect());
        if (parsed == null) {
            return new Result(process.handles().open(make(wanted), rights), false);
        }
        Result result =
                process.names()
                        .createOrOpen(
                                parsed,
                                process.handles(),
                                rights,
                                process.nameLimit(),
                                bytes -> makeNamed(wanted, bytes),
                                this::open);
        return requireType(result, KernelObject.Type.SECTION);
    }

    private static void requireFlags(int flags, boolean ofFile) {
        boolean image = (flags & SEC_IMAGE) != 0;
        boolean large = (flags & SEC_LARGE_PAGES) != 0;
        boolean commit = (flags & SEC_COMMIT) != 0;
        boolean reserve = (flags & SEC_RESERVE) != 0;
        boolean valid =
                (flags & ~SECTION_FLAGS) == 0
                        && (image
                                ? (flags & ~SEC_IMAGE_NO_EXECUTE) == 0
                                : commit != reserve && !(large && (reserve || ofFile)));
        if (!valid) {
            throw Status.INVALID_PARAMETER.failure();
        }
        if (large) {
            throw Status.PRIVILEGE_NOT_HELD.failure();
        }
    }

    /** The file; refused if the rights of its handle do not allow the section. */
    private static FileControlBlock allowed(FileObject file, int protect) {
        FileAccess access = file.access();
        boolean allowed =
                access.read()
                        && (!PageProtection.isSharedWritable(protect) || access.write())
                        && (!PageProtection.isExecutable(protect) || access.execute());
        if (!allowed) {
            throw Status.ACCESS_DENIED.failure();
        }
        return file.controlBlock();
    }

    private static void requireMemory(int flags, long size) {
        if ((flags & SEC_IMAGE) != 0) {
            throw Status.INVALID_FILE_FOR_SECTION.failure();
        }
        if (size == 0) {
            throw Status.INVALID_PARAMETER.failure();
        }
        if (size > LARGEST) {
            throw Status.SECTION_TOO_BIG.failure();
        }
        if ((flags & SEC_COMMIT) != 0 && size > commitLimit()) {
            throw Status.COMMITMENT_LIMIT.failure();
        }
    }

    /** The memory and the page file of the machine: the most that can be committed. */
    private static long commitLimit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize() + system.getTotalSwapSpaceSize()
                : Long.MAX_VALUE;
    }

    private SectionObject make(Wanted wanted) throws IOException {
        if (wanted.file() != null) {
            return ofFile(wanted, wanted.file());
        }
        Shape shape = memoryShape(wanted);
        return SectionObject.ofMemory(
                shape, process.engine().memory(SectionObject.memoryNeeded(shape)).open());
    }

    private static Shape memoryShape(Wanted wanted) {
        return new Shape(AddressSpace.toPages(wanted.size()), wanted.protect(), wanted.flags());
    }

    private SectionObject ofFile(Wanted wanted, FileControlBlock file) throws IOException {
        return wanted.isImage()
                ? SectionObject.ofImage(file, wanted.protect(), wanted.flags(), process.engine())
                : SectionObject.ofFile(
                        file, wanted.protect(), wanted.flags(), wanted.size(), process.engine());
    }

    private Made makeNamed(Wanted wanted, Path bytes) throws IOException {
        if (wanted.file() != null) {
            SectionObject section = ofFile(wanted, wanted.file());
            String path = wanted.file().path().toString();
            return new Made(
                    section,
                    new ObjectRecord(KernelObject.Type.SECTION, section.shape(), path, false));
        }
        Shape shape = memoryShape(wanted);
        NameDirectory.createFile(bytes);
        FileMapping memory =
                process.engine()
                        .file(bytes)
                        .protection(Protection.READ_WRITE)
                        .size(SectionObject.memoryNeeded(shape))
                        .sparse()
                        .open();
        return new Made(
                SectionObject.ofMemory(shape, memory),
                new ObjectRecord(KernelObject.Type.SECTION, shape, bytes.toString(), true));
    }

    private KernelObject open(ObjectRecord record) throws IOException {
        if (record.type() != KernelObject.Type.SECTION) {
            return new KernelObject.NameOnly(record.type());
        }
        Shape shape = record.shape();
        Path path = Path.of(record.file());
        if (record.memory()) {
            return SectionObject.ofMemory(
                    shape,
                    process.engine().file(path).protection(Protection.READ_WRITE).open());
        }
        synchronized (FileControlBlock.LOCK) {
            return ofFile(
                    new Wanted(FileControlBlock.of(path), shape.protect(), shape.flags(),
                            shape.size()),
                    FileControlBlock.of(path));
        }
    }

    Handle open(int access, @Nullable String name) throws IOException {
        if (name == null) {
            throw Status.INVALID_PARAMETER.failure();
        }
        int rights = sectionRights(access == WinNt.FILE_MAP_COPY ? WinNt.FILE_MAP_READ : access);
        ObjectName parsed = ObjectName.parse(name);
        if (rights == 0) {
            throw Status.ACCESS_DENIED.failure();
        }
        return process.names()
                .open(parsed, process.handles(), rights, process.nameLimit(), this::open);
    }

    /**
     * Translates generic rights, and {@code FILE_MAP_EXECUTE}, which is not a section right either,
     * to the rights that they stand for.
     */
    static int sectionRights(int access) {
        int rights = access & ~WinNt.FILE_MAP_EXECUTE;
        if ((access & (WinNt.FILE_MAP_EXECUTE | WinNt.GENERIC_EXECUTE)) != 0) {
            rights |= WinNt.SECTION_MAP_EXECUTE;
        }
        if ((access & WinNt.GENERIC_READ) != 0) {
            rights |= WinNt.SECTION_QUERY | WinNt.SECTION_MAP_READ;
        }
        if ((access & WinNt.GENERIC_WRITE) != 0) {
            rights |= WinNt.SECTION_MAP_WRITE;
        }
        if ((access & WinNt.GENERIC_ALL) != 0) {
            rights |= WinNt.FILE_MAP_ALL_ACCESS;
        }
        return rights;
    }

    Result createNameOnly(KernelObject.Type type, @Nullable String name) throws IOException {
        if (name == null) {
            return new Result(process.handles().open(new KernelObject.NameOnly(type), -1), false);
        }
        ObjectName parsed = ObjectName.parse(name);
        Result result =
                process.names()
                        .createOrOpen(
                                parsed,
                                process.handles(),
                                -1,
                                process.nameLimit(),
                                bytes -> new Made(
                                        new KernelObject.NameOnly(type), ObjectRecord.of(type)),
                                this::open);
        return requireType(result, type);
    }

    private Result requireType(Result result, KernelObject.Type type) {
        if (process.handles().get(result.handle()).object().type() != type) {
            process.handles().close(result.handle());
            throw Status.OBJECT_TYPE_MISMATCH.failure();
        }
        return result;
    }
}
