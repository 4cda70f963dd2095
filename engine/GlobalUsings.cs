global using NeuralCore.Backends;
global using NeuralCore.Memory;
