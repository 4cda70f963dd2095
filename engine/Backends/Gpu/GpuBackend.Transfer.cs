using System.Runtime.InteropServices;
using ILGPU;

namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override MemoryUse Memory => Runtime.Memory;

    /// <inheritdoc/>
    public override void ResetPeak() => Runtime.ResetPeak();

    /// <inheritdoc/>
    public override void Upload<T>(ReadOnlySpan<T> source, View target) => Runtime.Upload(MemoryMarshal.AsBytes(source), Bytes(target));

    /// <inheritdoc/>
    public override UploadSlot? TryTakeUploadSlot(long bytes) => Runtime.TryTakeUploadSlot(bytes);

    /// <inheritdoc/>
    public override void Download<T>(View source, Span<T> target)
    {
        Runtime.Download(Bytes(source), MemoryMarshal.AsBytes(target));
        Runtime.Faults.Check();
    }

    /// <inheritdoc/>
    public override void Copy(View source, View target) => Runtime.Copy(Bytes(source), Bytes(target));

    /// <inheritdoc/>
    public override void Synchronize()
    {
        Runtime.Synchronize();
        Runtime.Faults.Check();
    }

    private static ArrayView<byte> Bytes(View view) => ((GpuStorage)view.Storage).ByteView(view);
}
