/**
 * An engine for tests: a file system in memory. Any of its calls can be made to fail or to wait, its disk can fill up
 * or fail to take pages, and a power cut leaves only what was flushed, with anything else that may have reached the disk.
 *
 * <p>{@link io.fileview.memory.MemoryFileSystem} is where a test begins; {@link io.fileview.memory.Faults} says
 * which calls fail, {@link io.fileview.memory.OtherProgram} does what other programs do to the files.
 */
@NullMarked
package io.fileview.memory;

import org.jspecify.annotations.NullMarked;
