import { video } from "./video.js";

video.src = window.address;
