/**
 * The NDIS file functions for drivers, in Java: a file is opened and read as a whole, and has at
 * most one mapping at a time.
 *
 * <table class="striped">
 * <caption>The types, most important first</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link io.fileview.ndis.ExclusiveFile}</td><td>for new programs: a read-only file with
 * at most one mapping at a time</td></tr>
 * <tr><td>{@link io.fileview.ndis.NdisFiles}</td><td>NdisOpenFile, NdisMapFile, NdisUnmapFile and
 * NdisCloseFile for the files of a directory</td></tr>
 * <tr><td>{@link io.fileview.ndis.NdisStatus}</td><td>the status codes of these functions</td></tr>
 * <tr><td>{@link io.fileview.ndis.MiniportHost}</td><td>runs a routine as MiniportInitializeEx, and
 * reports the files that it left open</td></tr>
 * <tr><td>{@link io.fileview.ndis.Irql}</td><td>the simulated interrupt request level</td></tr>
 * </tbody>
 * </table>
 *
 * <p>The specification is Microsoft's documentation of these functions (Windows Driver Kit, {@code
 * ndis.h}). If it leaves a behaviour open, the Javadoc of the class says what is done here.
 */
@NullMarked
package io.fileview.ndis;

import org.jspecify.annotations.NullMarked;
