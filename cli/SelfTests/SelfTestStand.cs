using System.Diagnostics;
using NeuralCore.Backends.Gpu;
using NeuralCore.Cli.SelfTests.Samples;

namespace NeuralCore.Cli.SelfTests;

/// <summary>What the checks of one run share: the device, what is known of it, and the results that more than one of them looks at.</summary>
internal sealed class SelfTestStand
{
    private static readonly TimeSpan LeastSilence = TimeSpan.FromSeconds(1), MostSilence = TimeSpan.FromSeconds(30);

    /// <summary>Opens a device and computes a first number on it.</summary>
    /// <exception cref="DeviceException">The device is not there or cannot be used.</exception>
    /// <exception cref="UsageException">It is no GPU.</exception>
    public SelfTestStand(string name, TextWriter progress, CancellationToken cancellation)
        : this(Device.Parse(name), progress, cancellation)
    {
    }

    /// <summary>Computes a first number on a device.</summary>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    /// <exception cref="UsageException">It is no GPU.</exception>
    public SelfTestStand(Device device, TextWriter progress, CancellationToken cancellation)
    {
        Device = device;
        Gpu = Device.Backend(ElementType.Float32) as IGpuBackend
            ?? throw new UsageException($"--selftest tests GPUs, and {Device} is none; expected cuda[:n], opencl[:n] or ptx");
        if (GpuDevices.Runtime(Device) is PtxRuntime interpreter) interpreter.WatchesRaces = IsInterpreted = true;
        HasFloat64 = GpuDevices.Runtime(Device).Limits.HasFloat64;
        Info = GpuDiscovery.Devices.FirstOrDefault(info => info.Id == Device.Name);
        Progress = progress;
        Cancellation = cancellation;
        Results = new(this);
        CheckAlive();
    }

    /// <summary>The device under test.</summary>
    public Device Device { get; }

    /// <summary>The device as the author of own kernels sees it.</summary>
    public IGpuBackend Gpu { get; }

    /// <summary>What its driver tells of it; null for the interpreter.</summary>
    public GpuDeviceInfo? Info { get; }

    /// <summary>Whether kernels are interpreted: right or wrong can be seen, speed cannot.</summary>
    public bool IsInterpreted { get; }

    /// <summary>The floating types that it computes in.</summary>
    public IReadOnlyList<ElementType> Types => HasFloat64 ? [ElementType.Float32, ElementType.Float64] : [ElementType.Float32];

    /// <summary>Whether it computes with doubles.</summary>
    public bool HasFloat64 { get; }

    /// <summary>The floating types that it can compute a sample in: none where the sample itself converts to or from doubles that it lacks.</summary>
    public IReadOnlyList<ElementType> TypesOf(Sample sample) => HasFloat64 || !sample.NeedsFloat64 ? Types : [];

    /// <summary>Where it is told how far the run is.</summary>
    public TextWriter Progress { get; }

    /// <summary>Cancelled when the user interrupts.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>The results of all samples on the device.</summary>
    public SampleResults Results { get; }

    /// <summary>The items one after another until the user interrupts; of a way that takes long, how much is done and about how long the rest will take.</summary>
    public IEnumerable<T> Walk<T>(IReadOnlyList<T> items)
    {
        var (start, told) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        for (var i = 0; i < items.Count; i++)
        {
            Cancellation.ThrowIfCancellationRequested();
            var silence = Stopwatch.GetElapsedTime(told);
            var isFifth = i > 0 && 5 * i / items.Count > 5 * (i - 1) / items.Count;
            if (i > 0 && silence > (isFifth ? LeastSilence : MostSilence))
            {
                Remark(Stopwatch.GetElapsedTime(start), (double)i / items.Count);
                told = Stopwatch.GetTimestamp();
            }
            yield return items[i];
        }
    }

    /// <summary>Waits for everything that was queued.</summary>
    public void Synchronize() => Device.Backend(ElementType.Float32).Synchronize();

    /// <summary>Computes a number whose value is known.</summary>
    /// <exception cref="DeviceException">The device fails, or computes nonsense.</exception>
    public void CheckAlive()
    {
        var seven = Tensor.Full([4], 7, device: Device).ToArray<float>();
        if (seven.Any(v => v != 7)) throw new DeviceException($"{Device} was to fill a tensor with 7 and gave {seven[0]}; see whether its driver is in order");
    }

    // What is left, if the rest goes on as it began: mostly it is less, for kernels that were compiled once are there.
    private void Remark(TimeSpan elapsed, double share)
    {
        var left = elapsed * (1 / share - 1);
        Progress.Write(left < TimeSpan.FromSeconds(10) ? $"{100 * share:f0} % " : $"{100 * share:f0} % ({(left < TimeSpan.FromMinutes(2) ? $"{left.TotalSeconds:f0} s" : $"{left.TotalMinutes:f0} min")} left at most) ");
        Progress.Flush();
    }
}
