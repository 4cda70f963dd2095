using ILGPU;
using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>A device with limits and nothing behind them: for what is decided before anything is launched.</summary>
internal class IdleRuntime(int groupThreads, int sharedBytes) : GpuRuntime
{
    public override string Name => "idle";

    public override GpuLimits Limits { get; } = new(groupThreads, sharedBytes, long.MaxValue, HasFloat64: true);

    public override IReadOnlyList<GpuProgram> Compiled => [];

    public override MemoryUse Memory => default;

    public override void ResetPeak() { }

    public override GpuMemory Take(long bytes) => throw new NotSupportedException();

    public override void Give(GpuMemory memory) => throw new NotSupportedException();

    public override void Launch<K>(in K kernel, Groups groups) => throw new NotSupportedException();

    public override void Upload(ReadOnlySpan<byte> source, ArrayView<byte> target) => throw new NotSupportedException();

    public override void Download(ArrayView<byte> source, Span<byte> target) => throw new NotSupportedException();

    public override void Copy(ArrayView<byte> source, ArrayView<byte> target) => throw new NotSupportedException();

    public override void Synchronize() => throw new NotSupportedException();
}
