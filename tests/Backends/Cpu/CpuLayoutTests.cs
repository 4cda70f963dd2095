using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Cpu;

public sealed class CpuLayoutTests
{
    public static TheoryData<string> Lanes => LanePair.Names;

    private static readonly (Shape Shape, int[] Order)[] Permutations =
    [
        ([5, 7], [1, 0]), ([33, 65], [1, 0]), ([3, 4, 5], [2, 0, 1]), ([3, 4, 5], [0, 2, 1]), ([2, 3, 17, 19], [0, 2, 3, 1]),
        ([2, 17, 19, 3], [0, 3, 1, 2]), ([2, 3, 4, 5], [3, 2, 1, 0]), ([6, 1, 5], [2, 1, 0]), ([2, 3, 4, 5], [1, 0, 2, 3]), ([200, 300], [1, 0]), ([0, 3], [1, 0]),
    ];

    [Theory, MemberData(nameof(Lanes))]
    public void Permutations_match_Reference(string lane)
    {
        foreach (var (shape, order) in Permutations) Check(lane, shape, Permute(shape, order));
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Slices_flips_and_repeats_match_Reference(string lane)
    {
        Check(lane, [100], new(new(40), 5, new([1]), 0, new([1])));
        Check(lane, [100], new(new(40), 99, new([-1]), 0, new([1])));
        Check(lane, [100], new(new(33), 1, new([3]), 0, new([1])));
        Check(lane, [6, 10], new(new(4, 7), 12, new([10, 1]), 0, new([7, 1])));
        Check(lane, [6, 10], new(new(4, 7), 12, new([10, 1]), 25, new([20, 2])), 200);
        Check(lane, [6, 10], new(new(6, 10), 59, new([-10, -1]), 0, new([10, 1])));
        Check(lane, [5], new(new(3, 4, 5), 0, new([0, 0, 1]), 0, new([20, 5, 1])));
        Check(lane, [3], new(new(3, 40), 0, new([1, 0]), 0, new([40, 1])));
        Check(lane, [], new(new(70), 0, new([0]), 0, new([1])), 70);
        Check(lane, [70_000], new(new(70_000), 0, new([1]), 0, new([1])));
        Check(lane, [4, 5], new(new(5, 4), 0, new([1, 5]), 19, new([-4, -1])));
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Adding_into_overlapping_places_matches_Reference(string lane)
    {
        Check(lane, [20], new(new(4, 5), 0, new([5, 1]), 0, new([2, 1])), 11);
        Check(lane, [20], new(new(4, 5), 0, new([5, 1]), 0, new([0, 1])), 5);
        Check(lane, [20], new(new(4, 5), 0, new([5, 1]), 2, new([0, 0])), 5);
    }

    [Fact]
    public void Copies_of_integers_and_booleans_match_Reference()
    {
        var pair = LanePair.Named("F32x8");
        foreach (var type in (ElementType[])[ElementType.Bool, ElementType.Int32, ElementType.Int64])
            foreach (var (shape, order) in Permutations)
            {
                var bytes = (int)shape.Count * type.SizeInBytes();
                var x = new View(pair.Cpu.Allocate(type, shape.Count), 0, shape);
                unsafe { for (var i = 0; i < bytes; i++) ((HostStorage)x.Storage).Pointer[i] = (byte)(i * 31); }
                byte[] Run(Backend backend)
                {
                    var y = new View(backend.Allocate(type, shape.Count), 0, shape);
                    backend.CopyStrided(x, y, Permute(shape, order));
                    unsafe { return new Span<byte>(((HostStorage)y.Storage).Pointer, bytes).ToArray(); }
                }
                Assert.Equal(Run(pair.Reference), Run(pair.Cpu));
            }
    }

    private static void Check(string lane, Shape source, StridedGeometry geometry, int room = 0)
    {
        var pair = LanePair.Named(lane);
        var x = pair.Random(source);
        var result = room > 0 ? new(room) : new Shape((int)geometry.Extents.Count);
        if (!StridedPlan.TargetMayOverlap(geometry)) pair.Check(result, 0, (backend, y) => backend.CopyStrided(x, y, geometry));
        pair.Check(result, 0, (backend, y) => backend.CopyStrided(x, y, geometry, accumulate: true));
    }

    private static StridedGeometry Permute(Shape shape, int[] order)
    {
        var steps = Steps.Of(shape);
        var extents = new Shape([.. order.Select(dim => shape[dim])]);
        return new(extents, 0, new([.. order.Select(dim => steps[dim])]), 0, Steps.Of(extents));
    }
}
