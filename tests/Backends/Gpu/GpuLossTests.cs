using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Gpu;

public sealed class GpuLossTests
{
    private const long Ignored = -100;

    private static readonly LineGeometry[] Lines = [new(1, 1, 1), new(7, 10, 1), new(300, 3, 1), new(3, 1000, 1), new(2, 5, 77), new(2, 21, 300), new(1, 40, 2), new(0, 3, 4)];

    public static IEnumerable<TheoryDataRow<string, ElementType>> Devices => GpuParity.Devices;

    [Theory, MemberData(nameof(Devices))]
    public void Losses_and_gradients_match_Reference_weighted_smoothed_and_ignored(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        var random = new Random(2);
        foreach (var line in Lines)
        {
            Shape x = [line.Outer, line.Length, line.Inner], losses = [line.Outer, line.Inner];
            var targets = new long[losses.Count];
            for (var i = 0; i < targets.Length; i++) targets[i] = random.Next(4) == 0 ? Ignored : random.Next(line.Length);
            var (logp, dloss, weight) = (parity.Random(x), parity.Random(losses), parity.Random([line.Length]));

            // What has no share must not count, however large; the ignored lines come with infinities.
            for (var i = 0; i < logp.Length; i += 11) logp[i] = double.NegativeInfinity;
            for (var i = 0; i < dloss.Length; i += 5) dloss[i] = double.PositiveInfinity;
            foreach (var smoothing in new[] { 0, 0.1, 1 })
                foreach (var weighted in new[] { false, true })
                {
                    parity.Check(
                        losses, 64,
                        (backend, loss) => backend.NllLoss(parity.On(backend, x, logp), parity.Longs(backend, losses, targets), Weight(backend), loss, line, Ignored, smoothing),
                        $"loss {line}, smoothing {smoothing}", before: 7);
                    parity.Check(
                        x, 8,
                        (backend, dlogp) => backend.NllLossGradient(parity.On(backend, losses, dloss), parity.Longs(backend, losses, targets), Weight(backend), dlogp, line, Ignored, smoothing),
                        $"gradient {line}, smoothing {smoothing}", before: 7);

                    View? Weight(Backend backend) => weighted ? parity.On(backend, [line.Length], weight) : null;
                }
        }
    }

    [Theory]
    [InlineData("ptx")]
    [InlineData("opencl")]
    public void Smoothed_losses_of_a_million_classes_are_added_up_within_1e6(string device)
    {
        var parity = new GpuParity(device, ElementType.Float32);
        var line = new LineGeometry(1, 1_000_000, 1);
        var logp = parity.On(parity.Gpu, [1, line.Length, 1], GpuParity.Make([line.Length], _ => -1));
        var loss = parity.On(parity.Gpu, [1, 1], new double[1]);
        parity.Gpu.NllLoss(logp, parity.Longs(parity.Gpu, [1, 1], [3]), null, loss, line, Ignored, smoothing: 1);
        Assert.InRange(parity.Read(parity.Gpu, loss)[0], 1 - 1e-6, 1 + 1e-6);
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_target_that_is_no_class_is_told_by_the_next_download_and_then_forgotten(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        var line = new LineGeometry(4, 10, 3);
        foreach (var target in new long[] { 10, -1, long.MaxValue, 1L << 32 })
            foreach (var smoothing in new[] { 0, 0.1 })
                foreach (var backwards in new[] { false, true })
                {
                    var targets = new long[12];
                    targets[7] = target;
                    var (logp, loss) = (parity.On(parity.Gpu, [4, 10, 3], new double[120]), parity.On(parity.Gpu, [4, 3], new double[12]));
                    var t = parity.Longs(parity.Gpu, [4, 3], targets);
                    if (backwards) parity.Gpu.NllLossGradient(loss, t, null, logp, line, Ignored, smoothing);
                    else parity.Gpu.NllLoss(logp, t, null, loss, line, Ignored, smoothing);
                    var error = Assert.Throws<UsageException>(() => parity.Read(parity.Gpu, loss));
                    Assert.Contains($"index {target} is out of range: the dimension has 10 positions, so 0 to 9 were expected", error.Message);
                    parity.Read(parity.Gpu, loss);
                }
    }
}
