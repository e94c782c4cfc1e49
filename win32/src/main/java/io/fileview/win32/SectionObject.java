package io.fileview.win32;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A section: {@code CreateFileMapping} creates it, and views map it. */
final class SectionObject extends KernelObject {
    /**
     * The fixed attributes of a section.
     *
     * @param size bytes; exact for a file, whole pages for memory
     * @param protect the protection that it was created with
     * @param flags its {@code SEC_} flags
     */
    record Shape(long size, int protect, int flags) {
        boolean isImage() {
            return (flags & WinNt.SEC_IMAGE) != 0;
        }

        /** The modifiers that all of its pages have in addition to their protection. */
        int pageModifiers() {
            int modifiers = 0;
            if (!isImage() && (flags & WinNt.SEC_NOCACHE) != 0) {
                modifiers |= WinNt.PAGE_NOCACHE;
            }
            if ((flags & WinNt.SEC_WRITECOMBINE) != 0) {
                modifiers |= WinNt.PAGE_WRITECOMBINE;
            }
            return modifiers;
        }
    }

    private final Shape shape;
    private final FileMapping mapping;
    private final @Nullable SectionFile file;
    private final @Nullable CommitMap commits;
    private final @Nullable PeImage image;

    private SectionObject(
            Shape shape,
            FileMapping mapping,
            @Nullable SectionFile file,
            @Nullable CommitMap commits,
            @Nullable PeImage image) {
        super(Type.SECTION);
        this.shape = shape;
        this.mapping = mapping;
        this.file = file;
        this.commits = commits;
        this.image = image;
    }

    static SectionObject ofFile(
            FileControlBlock controlBlock, int protect, int flags, long wanted, EngineChoice engine)
            throws IOException {
        SectionFile file =
                SectionFile.data(controlBlock, PageProtection.isSharedWritable(protect), wanted,
                        engine);
        FileMapping mapping = file.mapping();
        if (mapping == null) {
            throw new IllegalStateException("a data section without a mapping");
        }
        return new SectionObject(
                new Shape(file.size(), protect, flags), mapping, file, null, null);
    }

    static SectionObject ofImage(FileControlBlock controlBlock, int protect, int flags,
            EngineChoice engine)
            throws IOException {
        SectionFile file = SectionFile.image(controlBlock);
        try {
            PeImage image =
                    PeImage.read(file.hostFile(), flags != (flags | WinNt.SEC_IMAGE_NO_EXECUTE));
            FileMapping memory = engine.memory(image.size()).open();
            try (View all = memory.map()) {
                image.copyTo(file.hostFile(), all.guarded().neverRefused());
            } catch (Throwable failure) {
                memory.close();
                throw failure;
            }
            return new SectionObject(
                    new Shape(image.size(), protect, flags), memory, file, null, image);
        } catch (Throwable failure) {
            file.close();
            throw failure;
        }
    }

    /**
     * The memory that a section needs: its pages and, if it is reserved, one byte of state for
     * each.
     */
    static long memoryNeeded(Shape shape) {
        return shape.size() + (isReserved(shape) ? CommitMap.bytesFor(shape.size()) : 0);
    }

    private static boolean isReserved(Shape shape) {
        return (shape.flags() & WinNt.SEC_RESERVE) != 0;
    }

    /** A section of memory that the caller has opened. */
    static SectionObject ofMemory(Shape shape, FileMapping memory) throws IOException {
        try {
            if (memory.size() < memoryNeeded(shape)) { // truncated by another process
                throw Status.FILE_INVALID.failure();
            }
            CommitMap commits = isReserved(shape) ? new CommitMap(memory, shape.size()) : null;
            return new SectionObject(shape, memory, null, commits, null);
        } catch (Throwable failure) {
            memory.close();
            throw failure;
        }
    }

    Shape shape() {
        return shape;
    }

    @Nullable SectionFile file() {
        return file;
    }

    @Nullable CommitMap commits() {
        return commits;
    }

    @Nullable PeImage image() {
        return image;
    }

    /** Whether this is memory without a file: only then can its pages be committed. */
    boolean isMemory() {
        return file == null;
    }

    /**
     * How many bytes of a range the core maps; the rest of the last page is after the file's end.
     */
    long mappable(long offset, long length) {
        return Math.min(length, mapping.size() - offset);
    }

    View map(long offset, long length, int protect) throws IOException {
        boolean writable = PageProtection.isSharedWritable(protect);
        return mapping.view(offset, length)
                .protection(writable ? Protection.READ_WRITE : Protection.READ_ONLY)
                .map();
    }

    /**
     * Refuses a view that the section's protection does not allow, whatever the handle's rights.
     */
    void requireCompatible(int protect) {
        int base = PageProtection.base(protect);
        boolean refused =
                (PageProtection.isSharedWritable(base)
                        && !PageProtection.isSharedWritable(shape.protect()))
                        || (PageProtection.isExecutable(base)
                                && !PageProtection.isExecutable(shape.protect()));
        if (refused) {
            throw Status.SECTION_PROTECTION.failure();
        }
    }

    @Override
    void destroyed() {
        if (commits != null) {
            commits.close();
        }
        mapping.close();
        if (file != null) {
            file.close();
        }
    }
}
