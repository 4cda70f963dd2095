using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Cpu;

public sealed class CpuElementwiseTests
{
    private static readonly int[] Ragged = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65, 100, 1000, 70_001];

    /// <summary>Pairs of shapes of every broadcast pattern, and three of one more operand.</summary>
    private static readonly (Shape A, Shape B, Shape C)[] Broadcasts =
    [
        ([17], [17], [17]), ([17], [], []), ([], [17], [1]), ([3, 17], [17], [3, 1]), ([3, 1], [3, 17], [17]),
        ([3, 1], [1, 17], []), ([2, 5, 3, 33], [5, 1, 1], [1, 5, 1, 1]), ([5, 1, 1], [2, 5, 3, 33], [2, 1, 1, 1]),
        ([2, 3, 4, 5], [2, 1, 4, 1], [1, 3, 1, 5]), ([1, 3, 1, 5], [2, 1, 4, 1], [2, 3, 4, 5]), ([1, 1], [1], []),
        ([4, 0, 3], [3], [4, 1, 1]), ([7, 2, 2], [7, 1, 1], [2]), ([300, 1], [1, 257], [300, 257]),
    ];

    public static TheoryData<string> Lanes => LanePair.Names;

    [Theory, MemberData(nameof(Lanes))]
    public void Map_matches_Reference_at_every_ragged_length(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var n in Ragged)
        {
            var x = pair.Random(new(n));
            pair.Check(x.Shape, 0, (backend, y) => backend.Map(new Rectify(), x, y));
        }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Map_in_place_and_of_NaN_and_infinities_matches_Reference(string lane)
    {
        var pair = LanePair.Named(lane);
        double[] special = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0, 1e30, -1e30];
        pair.Check(new(101), 0, (backend, y) =>
        {
            backend.Copy(pair.Make(new(101), i => special[i % 7]), y);
            backend.Map(new Rectify(), y, y);
        });
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Zip_matches_Reference_in_every_broadcast_pattern(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var (shapeA, shapeB, _) in Broadcasts)
        {
            var (a, b) = (pair.Random(shapeA, 1), pair.Random(shapeB, 2));
            pair.Check(Shape.Broadcast(shapeA, shapeB), 0, (backend, y) => backend.Zip(new Minus(), a, b, y));
        }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Zip_of_three_matches_Reference_in_every_broadcast_pattern(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var (shapeA, shapeB, shapeC) in Broadcasts)
        {
            var (a, b, c) = (pair.Random(shapeA, 1), pair.Random(shapeB, 2), pair.Random(shapeC, 3));
            var result = Shape.Broadcast(Shape.Broadcast(shapeA, shapeB), shapeC);
            pair.Check(result, 0, (backend, y) => backend.Zip(new PickWeighted(), a, b, c, y));
        }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Zip_stretches_both_operands_when_y_is_larger_than_either(string lane)
    {
        var pair = LanePair.Named(lane);
        var (a, b) = (pair.Random(new(1, 5), 1), pair.Random(new(1), 2));
        pair.Check(new(40, 5), 0, (backend, y) => backend.Zip(new Minus(), a, b, y));
        pair.Check(new(5, 40), 0, (backend, y) => backend.Zip(new Minus(), b, b, y));
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Update_changes_parameter_and_states_as_Reference_does(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var n in Ragged)
        {
            var g = pair.Random(new(n), 9);
            View[] Run(Backend backend)
            {
                View[] state = [pair.Random(new(n), 1), pair.Random(new(n), 2), pair.Random(new(n), 3)];
                backend.Update(new Momentum(0.1), state[0], g, state[1], state[2], null);
                backend.Update(new PlainStep(), state[0], g, null, null, null);
                return state;
            }
            foreach (var (expected, actual) in Run(pair.Reference).Zip(Run(pair.Cpu))) pair.Same(expected, actual, 2, $"{lane} {n}");
        }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Dropout_draws_the_same_mask_and_values_as_Reference(string lane)
    {
        var pair = LanePair.Named(lane);
        var key = new PhiloxKey(0x1234_5678_9ABC_DEF0, 2, (7UL << 32) + 5);
        foreach (var n in Ragged)
            foreach (var p in (double[])[0, 0.1, 0.4, 0.5, 0.999])
            {
                var x = pair.Random(new(n));
                pair.Check(x.Shape, 0, (backend, y) => backend.Dropout(x, y, p, key));
            }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Fill_writes_every_element_and_none_beyond(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var n in Ragged)
        {
            var all = pair.Blank(new(n + 2));
            pair.Cpu.Fill(new View(all.Storage, 1, new(n)), 3);
            var values = pair.Read(all);
            Assert.Equal((-777, -777), (values[0], values[^1]));
            Assert.All(values[1..^1], value => Assert.Equal(3, value));
        }
    }
}
