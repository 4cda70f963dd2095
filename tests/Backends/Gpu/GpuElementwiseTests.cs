using NeuralCore.Backends;
using NeuralCore.Memory;
using NeuralCore.Tests.Backends.Cpu;

namespace NeuralCore.Tests.Backends.Gpu;

public sealed class GpuElementwiseTests
{
    public static IEnumerable<TheoryDataRow<string, ElementType>> Devices => GpuParity.Devices;

    private static readonly Shape[] Shapes = [[], [1], [5], [255], [256], [257], [3, 1031], [2, 0, 3]];

    // y, a, b, c
    private static readonly (Shape Y, Shape A, Shape B, Shape C)[] Broadcasts =
    [
        ([7], [7], [], [1]), ([3, 5], [5], [3, 1], []), ([2, 3, 17, 19], [2, 3, 17, 19], [3, 1, 1], [1, 1, 1, 1]),
        ([2, 3, 17, 19], [2, 1, 1, 19], [1, 3, 17, 1], [17, 19]), ([4, 5, 6], [4, 1, 6], [1, 5, 1], [4, 5, 6]),
        ([2, 3, 2, 3, 2, 3, 2, 3], [2, 1, 2, 1, 2, 1, 2, 1], [1, 3, 1, 3, 1, 3, 1, 3], [2, 1, 1, 3, 2, 1, 1, 3]),
        ([3, 0], [3, 1], [], [1, 1]), ([300, 7], [300, 1], [7], [300, 7]),
    ];

    [Theory, MemberData(nameof(Devices))]
    public void A_function_of_one_number_matches_Reference_in_place_too(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var shape in Shapes)
        {
            var x = parity.Random(shape);
            parity.Check(shape, 0, (backend, y) => backend.Map(new Rectify(), parity.On(backend, shape, x), y), $"map {shape}");
            parity.Check(shape, 0, (backend, y) => backend.Map(new Rectify(), y, y), $"map in place {shape}", before: -2);
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Operands_of_one_shape_match_Reference_in_place_too(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var shape in Shapes)
        {
            var (a, b, c) = (parity.Random(shape), parity.Random(shape), parity.Random(shape));
            View On(Backend backend, double[] x) => parity.On(backend, shape, x);
            parity.Check(shape, 0, (backend, y) => backend.Zip(new Minus(), On(backend, a), On(backend, b), y), $"zip {shape}");
            parity.Check(shape, 0, (backend, y) => backend.Zip(new Minus(), On(backend, a), y, y), $"zip in place {shape}", before: 3);
            parity.Check(shape, 0, (backend, y) => backend.Zip(new PickWeighted(), On(backend, a), On(backend, b), On(backend, c), y), $"zip 3 {shape}");
            parity.Check(shape, 0, (backend, y) => backend.Zip(new PickWeighted(), On(backend, a), On(backend, b), y, y), $"zip 3 in place {shape}", before: 0.5);
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Operands_that_broadcast_match_Reference_in_place_too(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var (shape, sa, sb, sc) in Broadcasts)
        {
            var (a, b, c) = (parity.Random(sa), parity.Random(sb), parity.Random(sc));
            parity.Check(shape, 0, (backend, y) => backend.Zip(new Minus(), parity.On(backend, sa, a), parity.On(backend, sb, b), y), $"zip {sa} {sb}");
            parity.Check(shape, 0, (backend, y) => backend.Zip(new Minus(), y, parity.On(backend, sb, b), y), $"zip in place {sb}", before: 3);
            parity.Check(shape, 0, (backend, y) => backend.Zip(
                new PickWeighted(), parity.On(backend, sa, a), parity.On(backend, sb, b), parity.On(backend, sc, c), y), $"zip {sa} {sb} {sc}");
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void An_optimizers_step_changes_the_parameter_and_the_states_it_has(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var shape in Shapes)
        {
            var (p, g, s0, s1) = (parity.Random(shape), parity.Random(shape), parity.Random(shape), parity.Random(shape));
            foreach (var which in Enumerable.Range(0, 3))
                parity.Check(shape, 2, (backend, y) =>
                {
                    View[] views = [.. new[] { p, s0, s1 }.Select(x => parity.On(backend, shape, x))];
                    backend.Update(new Momentum(0.1), views[0], parity.On(backend, shape, g), views[1], views[2], null);
                    backend.Copy(views[which], y);
                }, $"update {shape}, operand {which}");
            parity.Check(shape, 2, (backend, y) => backend.Update(new PlainStep(), y, parity.On(backend, shape, g), null, null, null), $"plain update {shape}", before: 1);
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Dropout_keeps_the_elements_that_Reference_keeps(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var shape in Shapes)
            foreach (var p in (double[])[0, 0.25, 0.3, 0.999])
            {
                var x = parity.Random(shape);
                var key = new PhiloxKey(0xFEDCBA9876543210, 3, 0x123456789A);
                parity.Check(shape, 0, (backend, y) => backend.Dropout(parity.On(backend, shape, x), y, p, key), $"dropout {shape} at {p}");
                parity.Check(shape, 0, (backend, y) =>
                {
                    var (from, to) = (AtStart(backend, shape), AtStart(backend, shape));
                    backend.Copy(parity.On(backend, shape, x), from);
                    backend.Dropout(from, to, p, key);
                    backend.Copy(to, y);
                }, $"dropout in fours {shape} at {p}");
            }
    }

    private static View AtStart(Backend backend, Shape shape) => new(backend.Allocate(backend.Type, shape.Count), 0, shape);
}
