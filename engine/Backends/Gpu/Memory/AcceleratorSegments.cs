using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace NeuralCore.Backends.Gpu;

/// <summary>Device memory as ILGPU gives it.</summary>
/// <param name="name">The device's name.</param>
/// <param name="accelerator">The device.</param>
/// <param name="largest">The largest piece that it gives, in bytes.</param>
/// <param name="calls">Held during every call of ILGPU.</param>
/// <param name="errors">What failures become.</param>
internal sealed class AcceleratorSegments(string name, Accelerator accelerator, long largest, Lock calls, DriverErrors errors) : ISegmentSource<MemoryBuffer>
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public long TotalBytes => accelerator.MemorySize;

    /// <inheritdoc/>
    public long LargestSegment => largest;

    /// <inheritdoc/>
    public MemoryBuffer? TryTake(long bytes)
    {
        lock (calls)
        {
            errors.ThrowIfLost();
            try
            {
                var buffer = accelerator.AllocateRaw(bytes, 1);
                // OpenCL gives the memory at its first use: use it now, so that a refusal comes here and not from a kernel.
                if (accelerator is CLAccelerator)
                {
                    buffer.AsRawArrayView().SubView(0, 1).MemSetToZero(accelerator.DefaultStream);
                    accelerator.DefaultStream.Synchronize();
                }
                return buffer;
            }
            catch (Exception error) when (DriverErrors.IsMemory(error))
            {
                return null;
            }
            catch (Exception error)
            {
                throw errors.Report($"taking {bytes} bytes of its memory", error);
            }
        }
    }

    /// <inheritdoc/>
    public void Give(MemoryBuffer segment)
    {
        lock (calls)
            try
            {
                accelerator.Bind();
                accelerator.DefaultStream.Synchronize();
                segment.Dispose();
            }
            catch (Exception error)
            {
                throw errors.Report("giving memory back", error);
            }
    }
}
